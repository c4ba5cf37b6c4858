// Before anything is painted: the theme that the person chose, or that the system asks for.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem("slatehouse.theme");
  } catch {
    // Nothing is kept here; the system's will do.
  }
  const systemIsLight = matchMedia("(prefers-color-scheme: light)").matches;
  const theme = choice === "dark" || choice === "light" ? choice : systemIsLight ? "light" : "dark";
  document.documentElement.dataset.mantineColorScheme = theme;
})();
