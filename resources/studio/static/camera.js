import { drawn, give, made } from "./parts.js";

// A picture or a film by the webcam, with a countdown and an outline to stand in; nothing is shown where
// there is no camera.
const MOST_S = 60;
const place = document.getElementById("webcam");
const words = place && place.dataset;
const word = (name) => words[`words${name[0].toUpperCase()}${name.slice(1)}`];
const second = () => new Promise((resolve) => { setTimeout(resolve, 1000); });

async function seen() {
  if (!place || !navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return;
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  if (devices.some((one) => one.kind === "videoinput")) offer();
}

function offer(kept) {
  place.hidden = false;
  const kinds = words.kinds.split(" ").filter((kind) => kind === "picture" || window.MediaRecorder);
  const buttons = kinds.map((kind) => {
    const button = made("button", { type: "button" }, kept ? `${word("again")}: ${word(kind)}` : word(kind));
    button.onclick = () => open(kind);
    return button;
  });
  const bar = made("div", { class: "actions" });
  bar.append(...buttons);
  place.replaceChildren(...(kept ? [kept, made("p", { role: "status" }, word("taken"))] : []), bar);
}

function outline() {
  const svg = drawn("svg", { viewBox: "0 0 160 120", class: "outline", "aria-hidden": "true" });
  // head, shoulders and arms, trunk
  svg.append(drawn("path", { d: "M80 12a11 13 0 1 1-.1 0M73 37l-1 5Q54 45 50 58L38 96M87 37l1 5Q106 45 110 58L122 96M57 66q5 24 1 54M103 66q-5 24-1 54" }));
  return svg;
}

async function open(kind) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { height: { ideal: 720 } } }).catch(() => null);
  if (!stream) {
    place.replaceChildren(made("p", { role: "alert", class: "warning" }, word("refused")));
    return;
  }
  const film = made("video", { autoplay: "", playsinline: "", "aria-label": word("outline") });
  film.muted = true;
  film.srcObject = stream;
  const count = made("b", { "aria-live": "assertive" });
  const box = made("div", { class: "webcam" });
  box.append(film, outline(), count);
  const go = made("button", { type: "button", class: "first" }, word(kind === "picture" ? "shoot" : "record"));
  place.replaceChildren(box, made("p", {}, word("outline")), go);
  go.onclick = async () => {
    go.disabled = true;
    for (const number of [3, 2, 1]) {
      count.textContent = number;
      await second();
    }
    count.textContent = "";
    const blob = await (kind === "picture" ? picture(film) : recording(stream, go));
    stream.getTracks().forEach((track) => track.stop());
    keep(kind, blob);
  };
}

function picture(film) {
  const canvas = Object.assign(document.createElement("canvas"), { width: film.videoWidth, height: film.videoHeight });
  canvas.getContext("2d").drawImage(film, 0, 0);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}

function recording(stream, stop) {
  const type = ["video/webm;codecs=vp9", "video/webm", "video/mp4"].find((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: 6e6 });
  const pieces = [];
  const told = made("p", { role: "timer" });
  stop.before(told);
  stop.textContent = word("stop");
  stop.disabled = false;
  let seconds = 0;
  const show = () => { told.textContent = word("recording").replace("{seconds}", seconds).replace("{most}", MOST_S); };
  show();
  const clock = setInterval(() => { seconds += 1; show(); if (seconds >= MOST_S) recorder.stop(); }, 1000);
  stop.onclick = () => recorder.stop();
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.start(1000);
  return new Promise((resolve) => {
    recorder.onstop = () => { clearInterval(clock); resolve(new Blob(pieces, { type: type.split(";")[0] })); };
  });
}

function keep(kind, blob) {
  const suffix = { "image/png": "png", "video/webm": "webm", "video/mp4": "mp4" }[blob.type];
  give(document.getElementById("file"), blob, `webcam.${suffix}`);
  const src = URL.createObjectURL(blob);
  offer(kind === "picture" ? made("img", { alt: word("taken"), src, class: "small" })
    : made("video", { src, controls: "", playsinline: "", class: "small", "aria-label": word("taken") }));
}

seen();
