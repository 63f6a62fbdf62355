// Says again and again that this page is open, and shows who else has it open.
const EVERY_MS = 30000;
const place = document.querySelector("[data-kasuhara-presence]");

async function ask() {
  if (document.hidden) return;
  try {
    const answer = await fetch(place.dataset.kasuharaPresence, { redirect: "error" });
    if (!answer.ok) return;
    const said = await answer.text();
    if (said.trim() !== place.innerHTML.trim()) place.innerHTML = said;
  } catch {
    // the next one asks again
  }
}

if (place) setInterval(ask, EVERY_MS);
