// Plain pages: reading aloud, and Leave without a way back to this page.
import "./aloud.js";

document.addEventListener("click", (event) => {
  if (event.target.closest('a[href="/away"]')) {
    event.preventDefault();
    location.replace("/away");
  }
});
addEventListener("keydown", (event) => event.key === "Escape" && event.shiftKey && location.replace("/away"));
