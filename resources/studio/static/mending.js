import { all, drawn, give, made } from "./parts.js";

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
      give(field, blob, "mask.png");
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
  const svg = drawn("svg", { viewBox: `0 0 ${picture.naturalWidth} ${picture.naturalHeight}`, class: "marks" });
  const size = picture.naturalHeight / 80;
  for (const name of names) {
    const mark = drawn("circle", {
      r: size, tabindex: 0, role: "slider", "aria-label": name.replaceAll("_", " "), "aria-valuenow": 0,
      class: name.startsWith("left") ? "left" : name.startsWith("right") ? "right" : "",
    });
    const put = () => {
      const [x, y] = ["x", "y"].map((axis) => Number(field(name, axis).value.replace(",", ".")));
      mark.setAttribute("cx", x);
      mark.setAttribute("cy", y);
      // what lies outside the picture has its numbers alone
      mark.style.display = x >= 0 && y >= 0 && x <= picture.naturalWidth && y <= picture.naturalHeight ? "" : "none";
    };
    const set = (x, y) => { field(name, "x").value = x.toFixed(1); field(name, "y").value = y.toFixed(1); put(); };
    const title = drawn("title");
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
