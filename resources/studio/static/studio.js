// What is nicer with JavaScript; every page works without. Text is set as text, never as HTML.
"use strict";

const all = (what, within = document) => [...within.querySelectorAll(what)];

function made(tag, attributes = {}, text) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

// Jobs: one stream of events each while they live; the page is loaded anew when one ends.
function follow(place) {
  const events = new EventSource(`/api/jobs/${place.dataset.job}/events`);
  events.addEventListener("state", (event) => {
    const job = JSON.parse(event.data);
    if (job.state !== place.dataset.state) {
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
for (const picture of all(".frames img")) {
  setInterval(() => { picture.src = picture.src.replace(/\?.*|$/, `?${Date.now()}`); }, 3000);
}

// Films side by side follow the first one.
function together(films) {
  const [first, ...rest] = films;
  const place = () => rest.forEach((film) => {
    const near = first.paused ? 0.001 : 0.05;
    if (Math.abs(film.currentTime - first.currentTime) > near) film.currentTime = first.currentTime;
  });
  first.addEventListener("play", () => rest.forEach((film) => film.play()));
  first.addEventListener("pause", () => { rest.forEach((film) => film.pause()); place(); });
  first.addEventListener("seeked", place);
  first.addEventListener("timeupdate", place);
  first.addEventListener("ratechange", () => rest.forEach((film) => { film.playbackRate = first.playbackRate; }));
}
for (const pair of all("[data-together]")) {
  const films = all("video", pair);
  if (films.length > 1) together(films);
}

// The player: one bar for all films, frame by frame.
for (const player of all("[data-player]")) {
  const films = all("video", player);
  if (!films.length) break;
  const first = films[0];
  const rate = Number(player.dataset.rate);
  together(films);
  films.forEach((film) => film.removeAttribute("controls"));
  const bar = made("div", { class: "controls" });
  const play = made("button", { type: "button" }, player.dataset.play);
  const back = made("button", { type: "button", "aria-label": player.dataset.back }, "◀");
  const forth = made("button", { type: "button", "aria-label": player.dataset.forth }, "▶");
  const place = made("input", { type: "range", min: 0, max: 1000, value: 0, "aria-label": player.dataset.place });
  const speed = made("select", { "aria-label": player.dataset.speed });
  for (const [value, name] of [[0.25, "¼"], [0.5, "½"], [1, "1"], [2, "2"]]) {
    const option = made("option", { value }, `× ${name}`);
    option.selected = value === 1;
    speed.append(option);
  }
  bar.append(play, back, forth, place, speed);
  player.after(bar);
  all(".enhanced").forEach((element) => { element.hidden = false; });
  const toggle = () => (first.paused ? first.play() : first.pause());
  // to the middle of the frame before or after: its edge may show either
  const go = (way) => {
    first.pause();
    first.currentTime = (Math.max(0, Math.floor(first.currentTime * rate + 0.01) + way) + 0.5) / rate;
  };
  const pace = (value) => { speed.value = value; first.playbackRate = value; };
  play.onclick = toggle;
  back.onclick = () => go(-1);
  forth.onclick = () => go(1);
  speed.onchange = () => { first.playbackRate = Number(speed.value); };
  place.oninput = () => { first.pause(); first.currentTime = (place.value / 1000) * first.duration; };
  first.addEventListener("timeupdate", () => { place.value = (1000 * first.currentTime) / first.duration; });
  for (const [name, text] of [["play", "pause"], ["pause", "play"]]) {
    first.addEventListener(name, () => { play.textContent = player.dataset[text]; });
  }
  addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea, button, a") || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = { " ": toggle, ArrowLeft: () => go(-1), ArrowRight: () => go(1) };
    const paces = { 1: 0.25, 2: 0.5, 3: 1, 4: 2 };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
    if (paces[event.key]) pace(paces[event.key]);
  });
}

// Trimming: the film's present place goes into a field.
const source = document.getElementById("source");
if (source) {
  for (const field of all("[data-here]")) {
    const button = made("button", { type: "button" }, field.dataset.here);
    button.setAttribute("aria-label", `${field.labels[0].textContent}: ${field.dataset.here}`);
    button.onclick = () => { field.value = source.currentTime.toFixed(2); };
    const both = made("span", { class: "with-button" });
    field.replaceWith(both);
    both.append(field, button);
  }
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

// Painting the mask: what is behind the person is dark; the brush paints or takes away.
const loaded = (address) => new Promise((resolve, reject) => {
  const picture = new Image();
  picture.onload = () => resolve(picture);
  picture.onerror = reject;
  picture.src = address;
});

function placed(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
}

async function paint(stage) {
  const [picture, mask] = await Promise.all([loaded(stage.dataset.picture), loaded(`${stage.dataset.mask}?${Date.now()}`)]);
  const [width, height] = [picture.naturalWidth, picture.naturalHeight];
  const canvas = made("canvas", { width, height, "aria-label": stage.dataset.wordsName, role: "img" });
  const layer = Object.assign(document.createElement("canvas"), { width, height });
  const shade = Object.assign(document.createElement("canvas"), { width, height });
  const marks = layer.getContext("2d", { willReadFrequently: true });
  marks.drawImage(mask, 0, 0, width, height);
  // white becomes opaque, black clear
  const pixels = marks.getImageData(0, 0, width, height);
  for (let i = 0; i < pixels.data.length; i += 4) {
    pixels.data[i + 3] = pixels.data[i];
    pixels.data.fill(255, i, i + 3);
  }
  marks.putImageData(pixels, 0, 0);
  const before = [];
  const draw = () => {
    const over = shade.getContext("2d");
    over.globalCompositeOperation = "source-over";
    over.clearRect(0, 0, width, height);
    over.fillStyle = "rgb(20 30 120 / .72)";
    over.fillRect(0, 0, width, height);
    over.globalCompositeOperation = "destination-out";
    over.drawImage(layer, 0, 0);
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    context.drawImage(shade, 0, 0);
  };
  const words = stage.dataset;
  const bar = made("div", { class: "controls" });
  const brush = made("input", { type: "range", min: 4, max: Math.round(height / 8), value: Math.round(height / 40), "aria-label": words.wordsBrush });
  const undo = made("button", { type: "button" }, words.wordsUndo);
  const ways = ["paint", "erase"].map((way) => {
    const label = made("label", { class: "check" });
    const radio = made("input", { type: "radio", name: "way", value: way });
    radio.checked = way === "erase";
    label.append(radio, words[`words${way[0].toUpperCase()}${way.slice(1)}`]);
    bar.append(label);
    return radio;
  });
  bar.append(brush, undo);
  let last = null;
  const stroke = (event) => {
    const here = placed(canvas, event);
    marks.globalCompositeOperation = ways[0].checked ? "source-over" : "destination-out";
    Object.assign(marks, { strokeStyle: "#fff", lineCap: "round", lineWidth: Number(brush.value) });
    marks.beginPath();
    marks.moveTo(...(last || here));
    marks.lineTo(here[0] + 0.01, here[1]);
    marks.stroke();
    last = here;
    draw();
  };
  canvas.onpointerdown = (event) => {
    before.push(marks.getImageData(0, 0, width, height));
    if (before.length > 20) before.shift();
    canvas.setPointerCapture(event.pointerId);
    last = null;
    stroke(event);
  };
  canvas.onpointermove = (event) => { if (canvas.hasPointerCapture(event.pointerId)) stroke(event); };
  undo.onclick = () => { if (before.length) { marks.putImageData(before.pop(), 0, 0); draw(); } };
  draw();
  stage.replaceChildren(canvas);
  stage.after(bar);
  const form = stage.closest("form");
  form.addEventListener("submit", (event) => {
    const field = form.querySelector("input[type=file]");
    if (field.files.length || !before.length) return;
    event.preventDefault();
    const flat = Object.assign(document.createElement("canvas"), { width, height });
    const context = flat.getContext("2d");
    context.fillStyle = "#000";
    context.fillRect(0, 0, width, height);
    context.drawImage(layer, 0, 0);
    flat.toBlob((blob) => {
      const files = new DataTransfer();
      files.items.add(new File([blob], "mask.png", { type: "image/png" }));
      field.files = files.files;
      form.submit();
    }, "image/png");
  });
}

// Points: dragged, or moved by the arrow keys; the numbers below follow.
async function drag(stage) {
  const picture = await loaded(stage.dataset.picture);
  const form = stage.closest("form");
  const names = all("input[name$=_x]", form).map((field) => field.name.slice(0, -2));
  const field = (name, axis) => form.elements[`${name}_${axis}`];
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", `0 0 ${picture.naturalWidth} ${picture.naturalHeight}`);
  svg.setAttribute("class", "marks");
  const size = picture.naturalHeight / 80;
  for (const name of names) {
    const mark = document.createElementNS(space, "circle");
    const put = () => ["x", "y"].forEach((axis) => mark.setAttribute(`c${axis}`, field(name, axis).value));
    const set = (x, y) => { field(name, "x").value = x.toFixed(1); field(name, "y").value = y.toFixed(1); put(); };
    mark.setAttribute("r", size);
    mark.setAttribute("tabindex", 0);
    mark.setAttribute("role", "slider");
    mark.setAttribute("aria-label", name.replaceAll("_", " "));
    mark.setAttribute("aria-valuenow", 0);
    mark.setAttribute("class", name.startsWith("left") ? "left" : name.startsWith("right") ? "right" : "");
    const title = document.createElementNS(space, "title");
    title.textContent = name.replaceAll("_", " ");
    mark.append(title);
    put();
    mark.onpointerdown = (event) => { mark.setPointerCapture(event.pointerId); mark.focus(); event.preventDefault(); };
    mark.onpointermove = (event) => {
      if (!mark.hasPointerCapture(event.pointerId)) return;
      const box = svg.getBoundingClientRect();
      set(((event.clientX - box.left) * picture.naturalWidth) / box.width, ((event.clientY - box.top) * picture.naturalHeight) / box.height);
    };
    mark.onkeydown = (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!way) return;
      event.preventDefault();
      const step = event.shiftKey ? 10 : 1;
      set(Number(field(name, "x").value) + step * way[0], Number(field(name, "y").value) + step * way[1]);
    };
    ["x", "y"].forEach((axis) => field(name, axis).addEventListener("input", put));
    svg.append(mark);
  }
  stage.append(svg);
}

// Cropping: a frame is drawn over the picture; the numbers follow.
function cropping(stage) {
  const form = stage.closest("form");
  const frame = made("div", { class: "frame" });
  const fields = ["left", "top", "right", "bottom"].map((name) => form.elements[name]);
  const put = () => {
    const [left, top, right, bottom] = fields.map((one) => Number(one.value));
    Object.assign(frame.style, { left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%` });
  };
  const percent = (event) => {
    const box = stage.getBoundingClientRect();
    return [[event.clientX - box.left, box.width], [event.clientY - box.top, box.height]].map(([at, whole]) => Math.min(100, Math.max(0, (100 * at) / whole)));
  };
  let from = null;
  stage.onpointerdown = (event) => { from = percent(event); stage.setPointerCapture(event.pointerId); event.preventDefault(); };
  stage.onpointermove = (event) => {
    if (!from) return;
    const to = percent(event);
    [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1])].forEach((value, i) => { fields[i].value = value.toFixed(1); });
    put();
  };
  stage.onpointerup = () => { from = null; };
  fields.forEach((one) => one.addEventListener("input", put));
  put();
  stage.append(frame);
}

all("[data-paint]").forEach(paint);
all("[data-drag]").forEach(drag);
all("[data-crop]").forEach(cropping);
if (all("[data-drag]").length) all(".enhanced").forEach((element) => { element.hidden = false; });

// A picture by the webcam, with a countdown and an outline to stand in.
const webcam = document.getElementById("webcam");
if (webcam && navigator.mediaDevices && navigator.mediaDevices.getUserMedia) {
  webcam.hidden = false;
  const begin = made("button", { type: "button" }, webcam.dataset.take);
  webcam.append(begin);
  begin.onclick = async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { height: 1080 } }).catch(() => null);
    if (!stream) { begin.disabled = true; return; }
    const box = made("div", { class: "webcam" });
    const film = made("video", { autoplay: "", playsinline: "", "aria-label": webcam.dataset.outline });
    film.muted = true;
    film.srcObject = stream;
    const count = made("b", { "aria-live": "assertive" });
    const space = "http://www.w3.org/2000/svg";
    const outline = document.createElementNS(space, "svg");
    outline.setAttribute("viewBox", "0 0 160 120");
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", "M80 14a12 14 0 1 1-.1 0M62 46q18-8 36 0l18 44M62 46L44 90M64 50v66M96 50v66");
    path.setAttribute("class", "outline");
    outline.append(path);
    box.append(film, outline, count);
    const shoot = made("button", { type: "button" }, webcam.dataset.shoot);
    webcam.replaceChildren(box, made("p", {}, webcam.dataset.outline), shoot);
    shoot.onclick = async () => {
      shoot.disabled = true;
      for (const number of [3, 2, 1]) {
        count.textContent = number;
        await new Promise((resolve) => { setTimeout(resolve, 1000); });
      }
      count.textContent = "";
      const canvas = Object.assign(document.createElement("canvas"), { width: film.videoWidth, height: film.videoHeight });
      canvas.getContext("2d").drawImage(film, 0, 0);
      stream.getTracks().forEach((track) => track.stop());
      canvas.toBlob((blob) => {
        const files = new DataTransfer();
        files.items.add(new File([blob], "webcam.png", { type: "image/png" }));
        document.getElementById("file").files = files.files;
        const still = made("img", { alt: webcam.dataset.outline, src: URL.createObjectURL(blob) });
        webcam.replaceChildren(still);
      }, "image/png");
    };
  };
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
