// The mark reader: shows each character of a serial in its own cell. A click makes it illegible (?) and back;
// characters that eyes confuse are offered beneath. The text box stays the one truth, so everything works without it.
(() => {
  const ALIKE = { 0: "OD", O: "0Q", D: "0", Q: "O", 1: "I7", I: "1L", L: "1", 7: "1", 8: "B3", B: "8", 3: "8", 5: "S", S: "5", 2: "Z", Z: "2", 6: "G", G: "6C", C: "G", U: "V", V: "U", M: "N", N: "M", E: "F", F: "E", 4: "A", А: "A", В: "B", Е: "E", К: "K", М: "M", Н: "H", О: "O", Р: "P", С: "C", Т: "T", Х: "X" };
  const words = document.getElementById("mark-reader-words");
  const say = (name) => (words ? words.dataset[name] : name);

  function build(box) {
    const row = document.createElement("div");
    row.className = "cells";
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", say("label"));
    const help = document.createElement("p");
    help.className = "cells-help";
    help.textContent = say("help");
    help.hidden = true;
    box.after(row, help);
    const before = new Map();

    function put(place, character) {
      const signs = [...box.value];
      signs[place] = character;
      box.value = signs.join("");
      draw();
      row.querySelectorAll(".cell > button")[place]?.focus();
    }

    function cell(character, place) {
      const holder = document.createElement("div");
      holder.className = "cell";
      const main = document.createElement("button");
      main.type = "button";
      main.textContent = character;
      const lost = character === "?";
      main.setAttribute("aria-pressed", String(lost));
      main.setAttribute("aria-label", `${say("position")} ${place + 1}: ${lost ? say("illegible") : character}`);
      main.addEventListener("click", () => {
        if (lost) {
          put(place, before.get(place) || "?");
        } else {
          before.set(place, character);
          put(place, "?");
        }
      });
      main.addEventListener("keydown", (event) => {
        const ways = { ArrowLeft: -1, ArrowRight: 1 };
        if (event.key in ways) {
          row.querySelectorAll(".cell > button")[place + ways[event.key]]?.focus();
          event.preventDefault();
        } else if (event.key.length === 1 && /[\p{L}\p{N}?]/u.test(event.key) && !event.ctrlKey && !event.metaKey) {
          put(place, event.key.toUpperCase());
          event.preventDefault();
        }
      });
      holder.append(main);
      const others = ALIKE[character.toUpperCase()];
      if (others) {
        const alike = document.createElement("div");
        alike.className = "alike";
        for (const other of others) {
          const swap = document.createElement("button");
          swap.type = "button";
          swap.textContent = other;
          swap.setAttribute("aria-label", `${say("position")} ${place + 1}: ${say("instead")} ${other}`);
          swap.addEventListener("click", () => put(place, other));
          alike.append(swap);
        }
        holder.append(alike);
      }
      return holder;
    }

    function draw() {
      row.replaceChildren(...[...box.value].slice(0, 30).map(cell));
      help.hidden = !box.value;
    }
    box.addEventListener("input", () => {
      before.clear();
      draw();
    });
    draw();
  }

  document.querySelectorAll("[data-mark-reader]").forEach(build);
})();
