// The server writes times in UTC; here they become the reader's own, with the exact value on hover.
const formats = {
  minute: new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }),
  exact: new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" }),
};

for (const time of document.querySelectorAll('time[data-local="minute"]')) {
  const instant = new Date(time.dateTime);
  if (Number.isNaN(instant.getTime())) continue;
  time.textContent = formats.minute.format(instant);
  time.title = formats.exact.format(instant);
}
