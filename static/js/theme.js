// Loaded before the page is painted: styles that depend on script must hold from the first frame.
document.documentElement.classList.add("js");

// A choice in the settings shows at once; the form still has to save it.
document.addEventListener("change", ({ target }) => {
  const attribute = { theme: "theme", text_size: "textSize" }[target.name];
  if (attribute) document.documentElement.dataset[attribute] = target.value;
});
