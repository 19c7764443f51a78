/* What a page can do beyond links and forms: search while you type, and copy a query. */

import { enhance } from "./search.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = button.closest("details").querySelector("code").textContent;
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return; // the browser forbids it: the text can still be marked and copied by hand
    }
    button.textContent = button.dataset.done;
    setTimeout(() => {
      button.textContent = before;
    }, 1500);
  });
}

const box = document.getElementById("q");
if (box) enhance(box);
