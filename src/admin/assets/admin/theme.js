// Light or dark: the system's choice until the button is pressed, then a cookie, so that the server writes the theme
// into the page and nothing flashes.
document.documentElement.classList.add("has-scripts");

const root = document.documentElement;
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

function currentTheme() {
  return root.dataset.theme ?? (prefersDark.matches ? "dark" : "light");
}

for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  button.addEventListener("click", () => {
    const theme = currentTheme() === "dark" ? "light" : "dark";
    root.dataset.theme = theme;
    // biome-ignore lint/suspicious/noDocumentCookie: cookieStore is missing in browsers that we support
    document.cookie = `admin_theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  });
}
