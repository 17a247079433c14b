// The three-picture secret: the third tap sends it. The pictures chosen are shown as dots: others may look.
const form = document.getElementById("secret");
const chosen = [];
const slots = form.querySelectorAll(".slots span");
form.addEventListener("click", (event) => {
  const tile = event.target.closest(".tile");
  if (!tile || chosen.length === 3) return;
  chosen.push(tile.value);
  slots[chosen.length - 1].className = "full";
  if (chosen.length < 3) return;
  form.elements.secret.value = chosen.join(" ");
  form.submit();
});
form.addEventListener("reset", () => {
  chosen.length = 0;
  for (const slot of slots) slot.className = "";
});
form.dataset.ready = "1"; // taps before this would be lost: tests wait for it
