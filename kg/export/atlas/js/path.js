/* The path between two things: where it begins, where it ends, and what joins its steps. */

import { choose, neighbourhood, shortest } from "./filters.js";
import { say, state, tell } from "./state.js";
import { t } from "./words.js";

export function beginPath(i) {
  state.from = i;
  say(t("pathEnd", state.world.label[i]));
  tell("choose");
}

/** Whether a choice ended a path that had begun. */
export function endPath(to) {
  if (state.from < 0 || to < 0 || to === state.from) return false;
  showPath(state.from, to);
  return true;
}

export function showPath(from, to) {
  const way = shortest(from, to);
  state.from = -1;
  if (!way.length) {
    choose(to);
    say(t("noPath", state.world.label[from], state.world.label[to]));
    return;
  }
  state.path = way;
  state.chosen = to;
  state.grown = [];
  neighbourhood();
  say(t("pathSteps", way.length - 1));
  tell("choose");
}
