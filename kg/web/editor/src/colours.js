/* What the colours of the page's style sheet are for: the mode's kinds of token, by the names of CodeMirror's tags. */

import { HighlightStyle } from "@codemirror/language";
import { tags } from "@lezer/highlight";

/** The mode calls IRIs and prefixed names atoms. */
export const tokenTable = { atom: tags.url };

export const colours = HighlightStyle.define([
  { tag: tags.keyword, class: "q-keyword" },
  { tag: tags.standard(tags.variableName), class: "q-function" },
  { tag: tags.local(tags.variableName), class: "q-variable" },
  { tag: tags.url, class: "q-iri" },
  { tag: tags.string, class: "q-string" },
  { tag: tags.variableName, class: "q-number" },
  { tag: tags.meta, class: "q-language" },
  { tag: tags.comment, class: "q-comment" },
  { tag: tags.operator, class: "q-operator" },
  { tag: tags.bracket, class: "q-bracket" },
]);
