// A child's own phone in the group quiz: the code, the picture, four big keys. It must never lose a tap, send one tap as two
// answers, or know what is right. Old phones read this: no syntax younger than ES2019, no module, and no secure context.
(function () {
  "use strict";
  var FIRST_WAIT_MS = 500;
  var LONGEST_WAIT_MS = 5000;
  var PATIENCE_MS = 8000; // a POST without an answer is sent again after this
  var READ_MS = 600; // nobody has read new keys this soon: the tap was meant for what stood there before
  var KEPT = "sitthi_join";
  var body = document.body;
  var main = document.getElementById("join");
  if (!body.dataset.api) return; // the way out has no stream
  var api = body.dataset.api;
  var lang = document.documentElement.lang;
  var words = JSON.parse(body.dataset.words);
  var view = { state: body.dataset.known === "1" ? "loading" : "code" };
  var kept = load(); // {item, round, letter, event_id, is_sent}: the last tap, until another question or round is on
  var source, timer, wait, note, isSending, isAway, isLate, place;
  var drawnAs = "";
  var drawnAt = 0;

  // ---- what is drawn ---------------------------------------------------------------------------------------------

  function el(tag, props) {
    var made = document.createElement(tag);
    Object.keys(props || {}).forEach(function (name) {
      if (/-|role|^for$/.test(name)) made.setAttribute(name, props[name]);
      else made[name] = props[name];
    });
    for (var i = 2; i < arguments.length; i++) if (arguments[i]) made.append(arguments[i]);
    return made;
  }

  function fill(pattern) {
    var values = arguments;
    return pattern.replace(/\{(\d+):d\}/g, function (_, nth) {
      return String(values[+nth + 1]).replace(/\d/g, function (digit) {
        return lang === "km" ? "០១២៣៤៥៦៧៨៩"[digit] : digit;
      });
    });
  }

  // The shapes of the big screen (live.js): a test holds the two together.
  var FORMS = {
    A: { d: "M50 3a47 47 0 1 0 .1 0z", fill: "--sky", ink: "--card", y: 66, size: 46 },
    B: { d: "M13 6h74q7 0 7 7v74q0 7-7 7H13q-7 0-7-7V13q0-7 7-7z", fill: "--sun", ink: "--ink", y: 66, size: 46 },
    C: { d: "M50 4q4 0 6 4l41 78q4 8-5 8H8q-9 0-5-8L44 8q2-4 6-4z", fill: "--lotus", ink: "--card", y: 80, size: 40 },
    D: { d: "M50 1q3 0 5 2l42 42q5 5 0 10L55 97q-5 4-10 0L3 55q-5-5 0-10L45 3q2-2 5-2z", fill: "--ink", ink: "--card", y: 64, size: 42 },
  };

  function shape(letter, said) {
    var form = FORMS[letter];
    var part = function (tag, values) {
      var made = document.createElementNS("http://www.w3.org/2000/svg", tag);
      Object.keys(values).forEach(function (name) {
        made.setAttribute(name, values[name]);
      });
      return made;
    };
    var text = part("text", { x: 50, y: form.y, "text-anchor": "middle", "font-size": form.size, "font-weight": 700, style: "fill: var(" + form.ink + ")" });
    text.textContent = said;
    var made = part("svg", { viewBox: "0 0 100 100", "aria-hidden": "true" });
    made.append(part("path", { d: form.d, style: "fill: var(" + form.fill + ")" }), text);
    return made;
  }

  function picture(one, size) {
    return el("img", { src: one.picture, alt: one.said, width: size, height: size });
  }

  function mine() {
    if (view.mine) return view.mine;
    return kept && kept.item === view.item && kept.round === view.round ? kept.letter : null;
  }

  var DRAW = {
    loading: function () {
      return [el("h1", {}, words.away)];
    },
    code: function () {
      var input = el("input", { id: "code", type: "text", inputMode: "numeric", autocomplete: "off", maxLength: 4, required: true });
      var form = el("form", {}, el("label", { for: "code" }, words.code), input, el("button", { className: "go" }, words.code_go));
      form.onsubmit = function (event) {
        event.preventDefault();
        var code = input.value.replace(/[០-៩]/g, function (digit) {
          return String(digit.charCodeAt(0) - 0x17e0);
        });
        ask(code.replace(/\D/g, ""));
      };
      return [el("h1", {}, words.title), form];
    },
    "new": function (title) {
      var tiles = el("div", { className: "pictures" });
      view.pictures.forEach(function (one) {
        var tile = el("button", { type: "button", "aria-label": one.said }, picture(one, 72));
        tile.onclick = function () {
          claim(one.seat);
        };
        tiles.append(tile);
      });
      return [el("h1", {}, title || words.pick), tiles];
    },
    refused: function () {
      return DRAW["new"](words.pick_again);
    },
    waiting: function () {
      var other = el("button", { type: "button", className: "calm" }, words.not_me);
      other.onclick = function () {
        claim("");
      };
      return [
        el("h1", { className: "number", "aria-label": fill(words.phone, view.device) }, fill("{0:d}", view.device)),
        el("div", { className: "me" }, picture(view.me, 120)),
        el("p", { className: "big" }, words.show),
        other,
      ];
    },
    "in": function () {
      var given = mine();
      var question = view.question;
      var options = question ? question.options : [];
      var titles = { read: words.listen, think: words.think, round1: words.choose, discuss: words.talk, round2: words.choose };
      var title = (!(view.round && given) && question && titles[view.step]) || words.look;
      var nth = fill(words.place, view.nth, view.of);
      var bar = el("div", { className: "bar" }, picture(view.me, 52), el("div", {}, el("h1", {}, title), el("p", { className: "muted" }, nth)));
      var parts = [bar];
      if (options.length && view.step !== "discuss") {
        var keys = el("div", { className: "keys" });
        options.forEach(function (one) {
          var key = el("button", { type: "button", "aria-pressed": String(one.letter === given) }, shape(one.letter, one.said), el("span", {}, el("b", { className: "sr" }, one.said + " "), one.text));
          if (!view.round || given) key.setAttribute("aria-disabled", "true");
          key.onclick = function () {
            tap(one.letter);
          };
          keys.append(key);
        });
        parts.push(keys);
      } else parts.push(el("p", { className: "big" }, view.step === "read" ? words.screen : words.look));
      return parts;
    },
    moved: function () {
      return DRAW["new"](words.moved);
    },
    ended: function () {
      return [el("h1", {}, words.ended), el("p", { className: "big" }, words.look)];
    },
    closed: function () {
      return [el("h1", {}, words.closed), el("p", { className: "big" }, words.look)];
    },
    unknown: function () {
      return [el("h1", {}, words.unknown), el("p", {}, el("a", { className: "go", href: "/join?lang=" + lang }, words.again))];
    },
  };

  // What is said under the keys: to the eye and to readers of screens.
  function said() {
    if (note) return [note, "again"];
    if (view.state !== "in" || !kept || kept.item !== view.item || kept.round !== view.round) {
      if (isLate && view.state === "in") return [words.late, "again"];
      if (view.state === "in" && view.round && view.mine) return [words.saved, "well"];
    } else if (kept.is_sent) return [words.saved, "well"];
    else return [words.waiting, "again"];
    return isAway && view.state !== "closed" && view.state !== "ended" && view.state !== "code" ? [words.away, "again"] : ["", ""];
  }

  var status = el("p", { id: "status", role: "status" });

  function draw() {
    var now = JSON.stringify([view, mine()]);
    if (now !== drawnAs) {
      var isNewPlace = [view.state, view.item, view.round].join() !== place;
      place = [view.state, view.item, view.round].join();
      drawnAs = now;
      if (isNewPlace) drawnAt = Date.now();
      while (main.firstChild) main.removeChild(main.firstChild);
      DRAW[view.state]().forEach(function (part) {
        main.append(part);
      });
      main.append(status);
      if (isNewPlace) scrollTo(0, 0);
    }
    var what = said();
    if (status.textContent !== what[0]) status.textContent = what[0];
    status.className = what[1];
  }

  // ---- what is sent ----------------------------------------------------------------------------------------------

  function send(path, what, then) {
    var call = new XMLHttpRequest(); // fetch cannot be given a patience on old phones
    call.open("POST", api + path);
    call.timeout = PATIENCE_MS;
    call.setRequestHeader("Content-Type", "application/json");
    call.setRequestHeader("X-Stage", "1");
    call.onloadend = function () {
      var told = {};
      try {
        told = JSON.parse(call.responseText);
      } catch (problem) {
        // a dropped line or a page of a router: the status says it
      }
      then(call.status, told);
    };
    call.send(JSON.stringify(what));
  }

  function ask(code) {
    send("", { code: code }, function (status, told) {
      note = status === 200 ? "" : told.why === "wait" ? words.wait : told.why === "full" ? words.full : status === 403 ? words.code_wrong : words.away;
      if (status === 200) {
        history.replaceState(null, "", "/join?lang=" + lang);
        view = { state: "loading" };
        kept = null;
        keep();
        listen();
      } else if (!status) setTimeout(ask, 2000, code);
      draw();
    });
  }

  function claim(seat) {
    send("/claim", { seat: seat }, function (status) {
      if (!status) setTimeout(claim, 1000, seat);
    });
  }

  function tap(letter) {
    if (!view.round || mine() || Date.now() - drawnAt < READ_MS) return;
    kept = { item: view.item, round: view.round, letter: letter, event_id: uuid7(), is_sent: false };
    isLate = false;
    keep();
    draw();
    flush(FIRST_WAIT_MS);
  }

  // The same id until it is answered: what was kept before the line dropped is not kept twice.
  function flush(wait) {
    if (isSending || !kept || kept.is_sent) return;
    isSending = true;
    var tapped = kept;
    send("/answer", { event_id: tapped.event_id, item: tapped.item, round: tapped.round, letter: tapped.letter }, function (status, told) {
      isSending = false;
      if (kept !== tapped) return flush(FIRST_WAIT_MS);
      if (status === 200) {
        kept.is_sent = true;
        kept.letter = told.mine || kept.letter;
      } else if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
        kept = null;
        isLate = told.why === "late" || told.why === "not_yet";
        if (told.why === "unknown") listen();
      } else setTimeout(flush, wait, Math.min(wait * 2, LONGEST_WAIT_MS));
      keep();
      draw();
    });
  }

  function keep() {
    try {
      if (kept) localStorage.setItem(KEPT, JSON.stringify(kept));
      else localStorage.removeItem(KEPT);
    } catch (problem) {
      // a private window without storage: the answer lives as long as the page
    }
  }

  function load() {
    try {
      return JSON.parse(localStorage.getItem(KEPT));
    } catch (problem) {
      return null;
    }
  }

  // RFC 9562: milliseconds, then chance. crypto.randomUUID is missing over plain http.
  function uuid7() {
    var chance = crypto.getRandomValues(new Uint8Array(10));
    var hex = ("00000000000" + Date.now().toString(16)).slice(-12);
    chance[0] = 0x70 | (chance[0] & 15);
    chance[2] = 0x80 | (chance[2] & 63);
    chance.forEach(function (one) {
      hex += ("0" + one.toString(16)).slice(-2);
    });
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // ---- what is heard ---------------------------------------------------------------------------------------------

  function listen() {
    clearTimeout(timer);
    if (source) source.close();
    source = new EventSource(api + "/live?lang=" + lang);
    source.onmessage = function (event) {
      isAway = false;
      wait = 0;
      show(JSON.parse(event.data));
    };
    source.onerror = function () {
      var isRefused = source.readyState === 2;
      source.close();
      isAway = true;
      if (view.state === "ended" || view.state === "unknown") return;
      wait = Math.min((wait || FIRST_WAIT_MS) * 2, LONGEST_WAIT_MS);
      timer = setTimeout(listen, wait);
      if (isRefused) check();
      draw();
    };
  }

  // EventSource does not tell a status: 401 means that this cookie opens nothing any more.
  function check() {
    var call = new XMLHttpRequest();
    call.open("GET", api + "/live?lang=" + lang);
    call.onreadystatechange = function () {
      if (call.readyState < 2) return;
      var status = call.status;
      call.onreadystatechange = null;
      call.abort();
      if (status === 401) show({ state: view.state === "closed" ? "ended" : "unknown" });
    };
    call.send();
  }

  function show(next) {
    if (next.state !== view.state) note = "";
    if (next.item !== view.item || next.round !== view.round) isLate = false;
    view = next;
    if (kept && view.state === "in" && (kept.item !== view.item || kept.round !== view.round) && kept.is_sent) kept = null;
    keep();
    if (view.state === "ended" || view.state === "unknown") {
      source.close();
      clearTimeout(timer);
    }
    draw();
    flush(FIRST_WAIT_MS);
  }

  // A phone that slept may hold a dead line for minutes.
  function wake() {
    if (view.state === "code" || view.state === "ended" || view.state === "unknown") return;
    if (!document.hidden) listen();
    flush(FIRST_WAIT_MS);
  }
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);

  document.getElementById("ask").onclick = function () {
    setTimeout(function () {
      document.getElementById("help").focus();
    });
  };
  var asked = /[?&]c=(\d{4})/.exec(location.search);
  if (view.state === "loading") listen();
  else if (asked) ask(asked[1]);
  draw();
})();
