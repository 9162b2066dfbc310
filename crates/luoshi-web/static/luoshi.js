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
