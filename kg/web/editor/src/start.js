/* The editor proper: CodeMirror with SPARQL, completion and marks where the server found a fault. */

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { completions } from "./complete.js";
import { colours, tokenTable } from "./colours.js";
import { phrases } from "./phrases.js";

/**
 * Put an editor into ``parent``.
 *
 * text        what it holds first
 * nonce       of the page's policy, for the style sheet that CodeMirror makes
 * vocabulary  {prefixes, terms} as /api/vocabulary has them
 * find        (text, kinds, signal) gives things by name, as /api/search does
 * declare     (query, prefix) gives {at, text}: what declares a prefix, and where; text is "" if it is declared
 * language    gives "en" or "ko"; t(key, …) a text of the page
 * run         is called by Ctrl+Enter and Cmd+Enter
 */
export function createEditor({ parent, text, nonce, run, t, language, ...sources }) {
  const running = { key: "Mod-Enter", run: () => (run(), true), preventDefault: true };
  const view = new EditorView({
    parent,
    doc: text,
    extensions: [
      nonce ? EditorView.cspNonce.of(nonce) : [],
      EditorState.phrases.of(phrases(language())),
      EditorView.contentAttributes.of({ "aria-label": t("query"), spellcheck: "false", autocapitalize: "off" }),
      Prec.highest(keymap.of([running])),
      lineNumbers(),
      lintGutter(),
      history(),
      highlightSpecialChars(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      EditorView.domEventHandlers({ beforeinput: overSelection }),
      EditorView.lineWrapping,
      StreamLanguage.define({ ...sparql, tokenTable }),
      syntaxHighlighting(colours),
      autocompletion({ override: completions({ ...sources, t, language }), maxRenderedOptions: 60, icons: false }),
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    ],
  });
  return {
    text: () => view.state.doc.toString(),
    replace: (whole) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: whole } }),
    insert: (at, more) => view.dispatch({ changes: { from: at, insert: more } }),
    focus: () => view.focus(),
    mark: (fault) => view.dispatch(setDiagnostics(view.state, fault ? [mark(view.state, fault)] : [])),
    go(line, column) {
      view.dispatch({ selection: { anchor: position(view.state, line, column) }, scrollIntoView: true });
      view.focus();
    },
  };
}

/**
 * Typing over a selection, without the browser's own editing: where that joins lines it gives them inline styles, which
 * the page's policy refuses and complains about.
 */
function overSelection(event, view) {
  const { main, ranges } = view.state.selection;
  if (event.inputType !== "insertText" || !event.data || view.composing || main.empty || ranges.length > 1) return false;
  const typed = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  const handlers = view.state.facet(EditorView.inputHandler);
  if (!handlers.some((handle) => handle(view, main.from, main.to, event.data, typed))) view.dispatch(typed());
  event.preventDefault();
  return true;
}

/** A place that the server names: lines and columns count from 1, columns in characters and not in UTF-16. */
function position(state, line, column) {
  const found = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
  const before = Array.from(found.text).slice(0, column - 1).join("");
  return found.from + Math.min(before.length, found.length);
}

function mark(state, { line, column, message }) {
  const from = position(state, line, column);
  const rest = state.doc.lineAt(from).text.slice(from - state.doc.lineAt(from).from);
  const length = /^(?:[?$]?[\p{L}\p{N}_:.-]+|\S)/u.exec(rest)?.[0].length ?? 0;
  return { from: length ? from : Math.max(0, from - 1), to: from + length, severity: "error", message: message.split("\n")[0] };
}
