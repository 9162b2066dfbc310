// Small comforts. Every page works without this file.
(function () {
  "use strict";

  // A form that was sent once is not sent twice by an impatient finger.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.getAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "1");
    setTimeout(function () { form.removeAttribute("data-sent"); }, 4000);
  });

  // Filters apply as soon as one is chosen.
  var filters = document.querySelectorAll("form[data-filter] select");
  for (var i = 0; i < filters.length; i++) {
    filters[i].addEventListener("change", function () { this.form.submit(); });
  }

  // What takes a while says so.
  var slow = document.querySelectorAll("form[data-slow]");
  for (var s = 0; s < slow.length; s++) {
    slow[s].addEventListener("submit", function () {
      var button = this.querySelector("button");
      if (button) { button.textContent = this.getAttribute("data-slow"); }
    });
  }

  // Kinds of marks are switched at once when they are on the page.
  var kinds = document.querySelectorAll("a[data-kind]");
  for (var k = 0; k < kinds.length; k++) {
    kinds[k].addEventListener("click", function (event) {
      var kind = this.getAttribute("data-kind");
      var on = this.className !== "off";
      var marks = document.querySelectorAll(on ? "mark." + kind : "mark.off-" + kind);
      var list = document.getElementById("list-" + kind);
      if (!list && !on) { return; }
      event.preventDefault();
      for (var m = 0; m < marks.length; m++) {
        if (marks[m].parentNode !== this) {
          marks[m].classList.remove(on ? kind : "off-" + kind);
          marks[m].classList.add(on ? "off-" + kind : kind);
        }
      }
      if (list) { list.hidden = on; }
      this.className = on ? "off" : "";
      if (on) { this.removeAttribute("aria-current"); } else { this.setAttribute("aria-current", "true"); }
    });
  }

  // Splitting a sentence at the cursor: how many characters that are no blanks come
  // before it is the same here and on the server, whatever becomes of line ends.
  var split = document.querySelector("form[data-split]");
  if (split) {
    var hidden = split.querySelectorAll(".cursor");
    for (var h = 0; h < hidden.length; h++) { hidden[h].hidden = false; }
    split.querySelector("button.cursor").addEventListener("click", function () {
      var area = split.querySelector("textarea");
      var before = area.value.slice(0, area.selectionStart).replace(/\s/g, "");
      var count = before.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, "x").length;
      var place = split.querySelector("select");
      var option = document.createElement("option");
      option.value = String(count);
      option.selected = true;
      place.appendChild(option);
      split.querySelector("input[name='at']").value = "";
      split.submit();
    });
  }

  // The desk by keyboard.
  var rows = document.querySelectorAll("tr[data-row]");
  if (rows.length) {
    var at = 0;
    for (var r = 0; r < rows.length; r++) {
      if (rows[r].className.indexOf("current") >= 0) { at = r; }
    }
    var keys = document.querySelector(".keys");
    if (keys) { keys.hidden = false; }
    var move = function (to) {
      rows[at].classList.remove("current");
      at = Math.max(0, Math.min(rows.length - 1, to));
      rows[at].classList.add("current");
      rows[at].scrollIntoView({ block: "nearest" });
    };
    var press = function (key) {
      var found = rows[at].querySelector("[data-key='" + key + "']");
      if (found) { found.click(); }
    };
    // The form of an open row is at hand at once, and Escape closes it. A telephone
    // would put its keyboard over the form.
    var panel = document.querySelector("tr.panel");
    if (panel && window.innerWidth > 640) {
      var part = document.getElementById(window.location.hash.slice(1));
      if (!part || !panel.contains(part)) { part = panel; }
      var field = part.querySelector("[aria-invalid], textarea, input:not([type='hidden']), select");
      // Going to the row of the address takes the focus away when the page is loaded.
      window.addEventListener("load", function () {
        setTimeout(function () { if (field) { field.focus(); } }, 0);
      });
    }
    document.addEventListener("keydown", function (event) {
      var close = panel && panel.querySelector("[data-key='x']");
      if (close && (event.key === "Escape" || event.key === "Esc")) { close.click(); return; }
      var target = event.target;
      if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT|BUTTON|A|SUMMARY)$/.test(target.tagName)) { return; }
      var key = event.key === "Enter" ? "c" : event.key;
      if (key === "j") { move(at + 1); }
      else if (key === "k") { move(at - 1); }
      else if (key === "m") {
        var box = rows[at].querySelector("input[name='id']");
        if (box) { box.checked = !box.checked; }
      }
      else if (key === "c" || key === "e" || key === "s" || key === "d") { press(key); }
      else if (key === "?" && keys) { alert(keys.textContent.replace(/^[\s·]+/, "")); }
      else { return; }
      event.preventDefault();
    });
  }

  // Choosing all rows of a list.
  var all = document.querySelector("input[data-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("change", function () {
      var boxes = document.querySelectorAll("input[name='id']");
      for (var i = 0; i < boxes.length; i++) { boxes[i].checked = all.checked; }
    });
  }
})();
