const nearEndPx = 120;

/** Keeps the end of the page in view while it grows, unless the reader has scrolled up to read something else. */
export function followEnd(jumpButton) {
  const root = document.scrollingElement;
  const distanceToEnd = () => root.scrollHeight - root.clientHeight - root.scrollTop;
  let isFollowing = true;
  let lastTop = root.scrollTop;

  const jump = () => {
    isFollowing = true;
    root.scrollTop = root.scrollHeight;
  };
  addEventListener(
    "scroll",
    () => {
      // Only scrolling up lets go: a page that grows also changes the distance.
      if (root.scrollTop < lastTop - 2) isFollowing = distanceToEnd() < 8;
      else if (distanceToEnd() < nearEndPx) isFollowing = true;
      lastTop = root.scrollTop;
      jumpButton.hidden = distanceToEnd() < nearEndPx;
    },
    { passive: true },
  );
  jumpButton.addEventListener("click", jump);
  return {
    jump,
    /** Call after the page has grown. */
    grown() {
      if (isFollowing) jump();
      else jumpButton.hidden = distanceToEnd() < nearEndPx;
    },
  };
}
