"use strict";

// The secret is taken out of the address at once, so that it stays neither in the bar nor in the history.
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

const form = document.getElementById("form");
const told = document.getElementById("told");

const tell = (text, isDone = false) => {
  told.textContent = text;
  told.className = isDone ? "done" : "wrong";
  form.hidden = isDone;
};

if (!token) tell("This address is not a whole link. Please open the link that you were given.");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const password = document.getElementById("password").value;
  if (password !== document.getElementById("again").value) {
    tell("The two are not alike.");
    return;
  }
  try {
    const answer = await fetch("/api/v1.1/account/password", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token, password }),
      credentials: "omit",
    });
    if (answer.ok) tell("The password is set. You can sign in with it now.", true);
    else tell((await answer.json()).errors[0].title);
  } catch {
    tell("The site did not answer. Please try again.");
  }
});
