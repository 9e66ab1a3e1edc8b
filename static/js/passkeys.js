/* The browser's part of passkeys: fetch what is to be signed, ask the device, send its answer with the form.
   Without it, or where the browser has no passkeys, the forms stay hidden and other ways in remain. */
const forms = [...document.querySelectorAll('form[data-passkey]')];
const made = globalThis.PublicKeyCredential;
/* A device gives passkeys only to the address they were made for. */
const canHere = (form) => made?.parseCreationOptionsFromJSON && location.hostname === form.dataset.passkeyHost;
const isGone = (error) => ['AbortError', 'NotAllowedError'].includes(error.name);
let waiting;

const ask = async (form) => {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(form.dataset.passkeyAsk, { method: 'POST', body });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
};
const ways = {
  create: async (form, signal) => navigator.credentials.create({
    publicKey: made.parseCreationOptionsFromJSON(await ask(form)), signal,
  }),
  get: async (form, signal, mediation) => navigator.credentials.get({
    publicKey: made.parseRequestOptionsFromJSON(await ask(form)), signal, mediation,
  }),
};
const use = async (form, mediation) => {
  waiting?.abort();
  waiting = new AbortController();
  const credential = await ways[form.dataset.passkey](form, waiting.signal, mediation);
  form.elements.answer.value = JSON.stringify(credential.toJSON());
  form.submit();
};

forms.filter(canHere).forEach((form) => {
  form.hidden = false;
  document.querySelectorAll('[data-passkey-without]').forEach((words) => { words.hidden = true; });
});
/* On the window, so that a dialog somebody closed is not taken for a form that was sent. */
addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('form[data-passkey]') || form.elements.name?.value.trim() === '') return;
  event.preventDefault();
  event.stopPropagation();
  const fault = form.querySelector('[data-passkey-fault]');
  fault.hidden = true;
  use(form).catch((error) => { fault.hidden = isGone(error); });
}, true);

/* Among what the browser offers for the address field, where it can. */
const signIn = forms.filter(canHere).find((form) => form.dataset.passkey === 'get');
if (signIn && await made.isConditionalMediationAvailable?.()) use(signIn, 'conditional').catch(() => {});
