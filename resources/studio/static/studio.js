// What is nicer with JavaScript; every page works without.
import { all } from "./parts.js";
import "./player.js";
import "./trimming.js";
import "./mending.js";
import "./camera.js";

// Jobs: one stream of events each while they live; the page is loaded anew when one ends, and a
// job's own page when a film of it is there and none plays.
function follow(place) {
  const events = new EventSource(`/api/jobs/${place.dataset.job}/events`);
  events.addEventListener("state", (event) => {
    const job = JSON.parse(event.data);
    const more = "made" in place.dataset && job.made > Number(place.dataset.made);
    if (job.state !== place.dataset.state || (more && all("video").every((film) => film.paused))) {
      events.close();
      location.reload();
      return;
    }
    const bar = place.querySelector("progress");
    if (bar && job.progress !== null) bar.value = job.progress;
    const left = place.querySelector("[data-left]");
    if (left) left.textContent = job.left;
    const working = place.querySelector("[data-working]");
    if (working) working.textContent = job.working.join(", ");
  });
  addEventListener("pagehide", () => events.close());
}

const alive = (place) => ["waiting", "running"].includes(place.dataset.state);
all("[data-job]").filter(alive).slice(0, 3).forEach(follow);

// A look at what was uploaded: the page is loaded anew when it is done.
for (const place of all("[data-wait]")) {
  const ask = async () => {
    const answer = await fetch(`/jobs/${place.dataset.wait}/state`).catch(() => null);
    const job = answer && answer.ok ? await answer.json() : null;
    if (job && !["waiting", "running"].includes(job.state)) location.reload();
    else setTimeout(ask, 1500);
  };
  setTimeout(ask, 1500);
}
for (const place of all("[data-reload]")) {
  const ask = async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (answer && answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("main [data-reload]") || page.querySelector("main div");
      if (all("video", place).every((film) => film.paused)) place.replaceChildren(...fresh.childNodes);
      if (!page.querySelector("[data-reload]")) return;
    }
    setTimeout(ask, Number(place.dataset.reload));
  };
  setTimeout(ask, Number(place.dataset.reload));
}

// Newest frames of films that are being made.
for (const picture of all("[data-fresh]")) {
  setInterval(() => { picture.src = picture.src.replace(/\?.*|$/, `?${Date.now()}`); }, 3000);
}

// Files can be dropped anywhere on a form that takes some.
for (const field of all("input[type=file]")) {
  const form = field.form;
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("dropping"); });
  form.addEventListener("dragleave", () => form.classList.remove("dropping"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("dropping");
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
  });
  form.addEventListener("submit", () => { const button = form.querySelector("button.first"); if (button) setTimeout(() => { button.disabled = true; }); });
}

// Judging by keyboard: a letter presses its button.
for (const form of all("[data-keys]")) {
  addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const pressed = form.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (pressed) { event.preventDefault(); pressed.click(); }
  });
}
if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
  for (const film of all("[data-go] video").slice(0, 1)) film.play().catch(() => {});
}
