/* The text field of the form as an editor, for a copy that was built without the editor proper. */

/** What ``createEditor`` of the editor proper gives, too. */
export function createField(area, { run }) {
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  return {
    text: () => area.value,
    replace: (text) => {
      area.value = text;
    },
    insert: (at, text) => area.setRangeText(text, at, at, "preserve"),
    focus: () => area.focus(),
    mark: () => {},
    go: (line, column) => {
      const start = area.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1) + column - 1;
      area.focus();
      area.setSelectionRange(start, start);
    },
  };
}
