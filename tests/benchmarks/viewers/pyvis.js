// Asked of a page that pyvis wrote: when it has drawn, and what a choice and a filter cost.
(() => {
  network.once("afterDrawing", () => {
    const now = performance.now();
    const folded = nodes.get().map((node) => [node.label.toLowerCase(), node.id]);
    const timed = (act) => {
      const begun = performance.now();
      act();
      network.redraw();
      return performance.now() - begun;
    };
    window.viewer = {
      ink: now,
      ready: now,
      find: (query) => {
        const begun = performance.now();
        folded.filter(([name]) => name.includes(query)).slice(0, 12);
        return performance.now() - begun;
      },
      choose: (i) => timed(() => network.selectNodes([i])),
      filter: (votes) => timed(() => nodes.update(nodes.get().map(({ id, size }) => ({ id, hidden: size < votes })))),
    };
  });
  network.redraw();
})();
