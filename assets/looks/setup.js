// The set-up: a district follows its province, a commune its district. Making the demo says that it takes a while.
const nth = document.documentElement.lang === "km" ? 1 : 2;
const [province, district, commune] = ["province", "district", "commune"].map((id) => document.getElementById(id));
const [empty] = province.options;

function fill(select, places) {
  select.replaceChildren(select === province ? empty : empty.cloneNode(true), ...places.map((place) => new Option(place[nth], place[0])));
  select.disabled = !places.length;
  if (places.some(([code]) => code === select.dataset.given)) select.value = select.dataset.given;
}
const inside = (places, code) => places.find((place) => place[0] === code)?.[3] ?? [];

fetch("/setup/places.json")
  .then((reply) => reply.json())
  .then((all) => {
    const districts = () => inside(all, province.value);
    const refill = () => (fill(district, districts()), fill(commune, inside(districts(), district.value)));
    fill(province, all);
    refill();
    province.onchange = refill;
    district.onchange = () => fill(commune, inside(districts(), district.value));
  });

const demo = document.getElementById("demo");
demo.onsubmit = () => {
  demo.querySelector("[role=status]").textContent = demo.dataset.wait;
  demo.querySelector("button").disabled = true;
};
