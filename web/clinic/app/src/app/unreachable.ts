import { initialLanguage } from '../i18n/language.ts';

const words = {
  fr: ['La clinique n’a pas pu être chargée : le réseau est interrompu.', 'Réessayer'],
  en: ['The clinic could not be loaded: the network is interrupted.', 'Try again'],
  es: ['No se ha podido cargar la clínica: la red está interrumpida.', 'Reintentar'],
} as const;

/** A file of the page has not come: without it nothing can be shown or kept. */
export function showUnreachable(root: HTMLElement): void {
  const [sentence, again] = words[initialLanguage()];
  const text = document.createElement('p');
  text.role = 'alert';
  text.textContent = sentence;
  const button = document.createElement('button');
  button.textContent = again;
  button.addEventListener('click', () => location.reload());
  const page = document.createElement('main');
  page.className = 'clinic-unreachable';
  page.append(text, button);
  root.replaceChildren(page);
}
