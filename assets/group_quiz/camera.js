// Reads paper cards through this computer's camera or a phone's photo. Pictures show children: they go to this computer's own server and nowhere
// else, none is kept here or there, and the camera is let go as soon as the way changes, the page hides or the session ends.

import { el, post } from "./live.js";

const FRAMES = 5; // a card counts when two of five agree: in 285 drawn children one picture missed ten, three missed two, none was read wrongly
const BETWEEN_MS = 280;
const WIDEST = { camera: 1920, photo: 2000 }; // more pixels cost time and read no more cards
const QUALITY = 0.9;
const LARGEST = 2 * 2 ** 20; // of one picture; the server takes no more
const WARM_MS = 900; // a camera that has just opened sees the room too dark
const WHY = { NotAllowedError: "refused_camera", SecurityError: "refused_camera", NotReadableError: "busy_camera", AbortError: "busy_camera" };
const ANSWERED = { bad_picture: "bad_picture", no_reader: "no_reader", too_long: "too_large" };

const wait = (ms) => new Promise((go) => setTimeout(go, ms));

export function camera(page) {
  let stream = null;
  let photo = null; // {picture, turns}: a phone's photo that waits to be sent
  let found = null; // what the last reading showed
  let trouble = ""; // the word that says why it did not work
  let isReading = false;
  let wanted = 0; // grows when the camera is let go: a start that comes later than that is not wanted any more

  const isCards = () => ["cards", "team"].includes(page.view?.mode) && page.view.step !== "ended";

  function stop() {
    wanted += 1;
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    photo?.picture.close();
    photo = null;
  }

  function off() {
    stop();
    page.draw();
  }

  async function start() {
    if (stream) return true;
    const mine = ++wanted;
    trouble = "";
    try {
      if (!navigator.mediaDevices) throw Object.assign(new Error(), { name: "insecure" });
      const opened = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1920 }, height: { ideal: 1080 } } });
      if (mine !== wanted) opened.getTracks().forEach((track) => track.stop());
      else stream = opened;
    } catch ({ name }) {
      trouble = name === "insecure" ? name : (WHY[name] ?? "no_camera");
    }
    page.draw();
    return Boolean(stream);
  }

  // Five pictures in a good second, sent together.
  async function read() {
    if (isReading || !page.isOpen || !isCards() || !page.view.has_reader) return;
    isReading = true;
    found = null;
    trouble = "";
    page.draw();
    try {
      const isNew = !stream;
      if (!(await start())) return;
      const video = document.querySelector("#host video");
      if (!video.videoWidth) await new Promise((go) => video.addEventListener("loadeddata", go, { once: true }));
      if (isNew) await wait(WARM_MS);
      const pictures = [];
      while (pictures.length < FRAMES && stream) {
        if (pictures.length) await wait(BETWEEN_MS);
        pictures.push(await jpeg(drawn(video, video.videoWidth, video.videoHeight, 0, WIDEST.camera)));
      }
      if (stream) await send(pictures, 0);
    } finally {
      isReading = false;
      page.draw();
    }
  }

  async function send(pictures, isPhoto) {
    const { status, body } = await post(`${page.api}/frames?photo=${isPhoto}`, packed(pictures));
    if (status === 200) found = body;
    else if (status !== 409) trouble = ANSWERED[body.why] ?? "not_kept"; // 409: the round is over, and the page shows it
  }

  async function choose(event) {
    const [file] = event.target.files;
    event.target.value = ""; // nothing of the photo stays in the page's form
    if (!file) return;
    photo?.picture.close();
    photo = null;
    found = null;
    trouble = "";
    try {
      photo = { picture: await createImageBitmap(file, { imageOrientation: "from-image" }), turns: 0 };
    } catch {
      trouble = "bad_picture";
    }
    page.draw();
  }

  async function sendPhoto() {
    if (isReading || !photo) return;
    isReading = true;
    page.draw();
    const { picture, turns } = photo;
    await send([await jpeg(drawn(picture, picture.width, picture.height, turns, WIDEST.photo))], 1);
    picture.close();
    photo = null;
    isReading = false;
    page.draw();
  }

  // ---- drawing ---------------------------------------------------------------------------------------------------

  function panel() {
    const { view, w } = page;
    if (!page.isOpen && !stream && view.step !== "think") return null;
    if (!view.has_reader) return el("section", { className: "message", "data-key": "camera" }, el("div", {}, el("p", {}, el("b", {}, w("no_reader"))), el("p", { className: "small" }, w("no_reader_fix"), " ", el("code", {}, "python3 manage.py cards"))));
    const turn = () => {
      photo.turns = (photo.turns + 1) % 4;
      page.draw();
    };
    const drop = () => {
      photo.picture.close();
      photo = null;
      page.draw();
    };
    const isFirst = page.isOpen && !view.answered;
    const read_ = page.button({ className: `big${isFirst ? " go" : ""}${isReading ? " busy" : ""}`, "data-read-cards": "", "aria-keyshortcuts": "c", hidden: !page.isOpen, onclick: read }, w("read_cards"), el("kbd", {}, "C"));
    const open = stream
      ? page.button({ className: "tight", "data-camera": "off", onclick: off }, w("camera_off"))
      : page.button({ className: "tight", "data-camera": "on", onclick: start }, w("camera"));
    const file = el("label", { className: "button tight", hidden: !page.isOpen }, w("photo"), el("input", { type: "file", accept: "image/*", capture: "environment", className: "sr", "data-photo": "", onchange: choose }));
    const preview = photo && [
      el("canvas", { "data-keep": "", "data-key": "photo", role: "img", ariaLabel: w("photo") }),
      el(
        "div",
        { className: "does", "data-key": "does photo" },
        el("p", {}, w("photo_check")),
        el("div", { className: "row" }, page.button({ "data-photo-turn": "", onclick: turn }, el("i", { className: "sign again", ariaHidden: "true" }), w("photo_turn")), page.button({ className: `go${isReading ? " busy" : ""}`, "data-photo-send": "", onclick: sendPhoto }, w("photo_send")), page.button({ className: "tight", onclick: drop }, w("photo_drop"))),
      ),
    ];
    const live = [
      stream && el("video", { "data-keep": "", "data-key": "video", muted: true, autoplay: true, playsInline: true, ariaLabel: w("camera_picture") }),
      el("div", { className: "does", "data-key": "does" }, el("div", { className: "row" }, read_, open, file), report()),
    ];
    return el("section", { className: "card sheet camera", "data-key": "camera" }, ...(preview || live));
  }

  // What the reading showed, and what to do about the rest.
  function report() {
    const { view, w } = page;
    if (isReading) return el("p", { role: "status" }, w("reading"));
    if (trouble) return el("p", { role: "status", className: "trouble" }, w(trouble), trouble === "no_reader" && [" ", el("code", {}, "python3 manage.py cards")]);
    if (!found) return el("p", { className: "small muted" }, w("camera_here"));
    const name = (id) => page.name(view.seats.find((one) => one.seat === id) ?? { seat: id, name: id });
    const rest = view.missed.length;
    return el(
      "div",
      { role: "status", "data-found": found.read, className: "found" },
      el("p", {}, el("b", {}, w("found", found.read)), " ", rest ? w("found_missed", rest) : w("found_all")),
      !found.read && el("p", {}, w("found_none")),
      found.unclear.map(({ seat, why }) => el("p", {}, w(`found_${why}`, name(seat)))),
      found.foreign > 0 && el("p", { className: "muted" }, w("found_foreign", found.foreign)),
    );
  }

  // The picture is put into what was drawn: a drawing that comes again must not start it anew.
  function attach(root) {
    const video = root.querySelector("video");
    if (video && video.srcObject !== stream) {
      video.muted = true;
      video.srcObject = stream;
    }
    const canvas = root.querySelector("[data-key=photo]");
    if (!canvas || (canvas.shows === photo.picture && canvas.turns === photo.turns)) return;
    Object.assign(canvas, { shows: photo.picture, turns: photo.turns });
    drawn(photo.picture, photo.picture.width, photo.picture.height, photo.turns, 640, canvas);
  }

  // A new step forgets the last reading; another way lets the camera go.
  function follow(was, view) {
    if (was && (was.step !== view.step || was.nth !== view.nth)) found = null;
    if (was && (was.mode !== view.mode || view.step === "ended")) stop();
  }

  document.addEventListener("visibilitychange", () => document.hidden && (stream || photo) && off());

  return { panel, read, stop, attach, follow };
}

// ---- pictures ----------------------------------------------------------------------------------------------------

function drawn(source, width, height, turns, widest, canvas = document.createElement("canvas")) {
  const scale = Math.min(1, widest / Math.max(width, height));
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  const isTurned = turns % 2;
  Object.assign(canvas, { width: isTurned ? high : wide, height: isTurned ? wide : high });
  const pen = canvas.getContext("2d");
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate((turns * Math.PI) / 2);
  pen.drawImage(source, -wide / 2, -high / 2, wide, high);
  return canvas;
}

async function jpeg(canvas) {
  for (let quality = QUALITY; ; quality -= 0.15) {
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob.size <= LARGEST || quality < 0.4) return blob;
  }
}

// Each picture: four bytes of length, big end first, then its bytes.
function packed(pictures) {
  const parts = pictures.flatMap((blob) => {
    const length = new DataView(new ArrayBuffer(4));
    length.setUint32(0, blob.size);
    return [length.buffer, blob];
  });
  return new Blob(parts);
}
