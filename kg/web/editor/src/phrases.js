/* What CodeMirror itself says to screen readers, in Korean. */

const KOREAN = {
  Completions: "완성 목록",
  Diagnostics: "잘못된 곳",
  "No diagnostics": "잘못된 곳 없음",
  "Control character": "제어 문자",
  "Selection deleted": "선택한 글을 지웠습니다",
};

export const phrases = (language) => (language === "ko" ? KOREAN : {});
