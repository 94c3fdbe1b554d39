// What somebody saw does not stay on a screen after signing out: not in another window of the browser, not when the
// session ends by itself, not without a network. Nothing is kept; windows only tell each other.
(() => {
  const own = document.currentScript.dataset;
  const windows = "BroadcastChannel" in window ? new BroadcastChannel("salwa") : null;
  const tell = (word) => windows && windows.postMessage(word);
  if (!("idle" in own)) {
    // A page for nobody: whoever was signed in to this browser is so no longer.
    tell("ended");
    return;
  }
  let used = Date.now();

  function empty() {
    document.body.replaceChildren();
    document.title = "Salwa";
  }

  function end() {
    empty();
    location.replace(own.signIn);
  }

  function look() {
    if (Date.now() - used > 1000 * Number(own.idle)) end();
  }

  function use() {
    used = Date.now();
    tell("used");
  }

  if (windows) {
    windows.onmessage = (event) => {
      if (event.data === "used") used = Date.now();
      if (event.data === "ended") end();
      if (event.data === "leaving") {
        // The other window may still be waiting for the network.
        empty();
        setTimeout(end, 5000);
      }
    };
  }
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === own.signOut) tell("leaving");
  });
  document.addEventListener("htmx:afterRequest", use);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  setInterval(look, 10000);
  use();
})();
