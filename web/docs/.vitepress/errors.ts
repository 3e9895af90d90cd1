import { texts } from '../../src/client/base/messages/diagnostics.js';
import { en } from '../../src/client/base/messages/en.js';
import { fr } from '../../src/client/base/messages/fr.js';
import { streamingSentences } from '../../src/client/base/messages/streaming.js';
import { engineDiagnostics, engineDiagnosticsInFrench } from './engine_diagnostics.ts';
import { actions, diagnosticsInFrench } from './error_actions.ts';

export type DocsLanguage = 'en' | 'fr';

const kSentences = {
  en: { ...en, ...streamingSentences.en },
  fr: { ...fr, ...streamingSentences.fr },
};
/** Where two layers have a code, the client's sentence says it for both. */
const kDiagnostics: Readonly<Record<string, string>> = { ...texts.react, ...texts.client };
const kWords = {
  en: {
    person: 'What the person reads',
    action: 'What to do',
    waits: ['Reason', 'What the person reads'],
    diagnostics: ['Code', 'What it means and what to do'],
    waitsTitle: 'Why a change waits',
    waitsIntro: '`explain(id).waiting`, or `waiting` of the snapshot and of the hook.',
    diagnosticsTitle: 'Diagnostics',
    diagnosticsIntro:
      'For developers: `on(’sync:diagnostic’, …)`, or the console with `configure({ diagnose: true })`.',
  },
  fr: {
    person: 'Ce que lit la personne',
    action: 'Que faire',
    waits: ['Raison', 'Ce que lit la personne'],
    diagnostics: ['Code', 'Ce que cela veut dire et que faire'],
    waitsTitle: 'Pourquoi un changement attend',
    waitsIntro: '`explain(id).waiting`, ou `waiting` de l’instantané et du hook.',
    diagnosticsTitle: 'Diagnostics',
    diagnosticsIntro:
      'Pour les développeurs : `on(’sync:diagnostic’, …)`, ou la console avec `configure({ diagnose: true })`.',
  },
};

/** Every code with its sentence and what to do, the reasons of waits, and the diagnostics. */
export function errorTable(language: DocsLanguage): string {
  const words = kWords[language];
  const sentences: Partial<Record<string, string>> = kSentences[language];
  const codes = Object.entries(actions).map(([code, action]) => {
    const sentence = sentences[code];
    const said = sentence === undefined ? '' : `\n*${words.person}:* ${plain(sentence)}\n`;
    const colon = language === 'fr' ? ' :' : ':';
    return `### ${code} {#${code}}\n${said.replace(':*', `${colon}*`)}\n**${words.action}${colon}** ${straight(action[language])}\n`;
  });
  const waits = Object.entries(kSentences[language])
    .filter(([key]) => key.startsWith('waiting.') && key !== 'waiting.')
    .map(([key, sentence]) => `| \`${key.slice('waiting.'.length)}\` | ${plain(sentence)} |`);
  const isFrench = language === 'fr';
  const ofClient = Object.entries(diagnosticsInFrench).map(
    ([code, french]) =>
      [code, isFrench ? straight(french) : plain(kDiagnostics[code] ?? '')] as const,
  );
  const ofEngine = [...engineDiagnostics()].map(
    ([code, english]) =>
      [code, isFrench ? straight(engineDiagnosticsInFrench[code] ?? '') : plain(english)] as const,
  );
  const diagnostics = [...ofClient, ...ofEngine].map(([code, said]) => `| \`${code}\` | ${said} |`);
  return [
    ...codes,
    `## ${words.waitsTitle} {#waits}\n\n${words.waitsIntro}\n`,
    table(words.waits, waits),
    `\n## ${words.diagnosticsTitle} {#diagnostics}\n\n${straight(words.diagnosticsIntro)}\n`,
    table(words.diagnostics, diagnostics),
  ].join('\n');
}

function table(head: readonly string[], rows: readonly string[]): string {
  return [`| ${head.join(' | ')} |`, '|---|---|', ...rows].join('\n');
}

/** A sentence of the library as text: what is between braces is a value, not a template of Vue. */
function plain(sentence: string): string {
  return sentence.replace(/[{}<>|*]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** In code, apostrophes are straight. */
function straight(text: string): string {
  return text.replace(/`[^`]*`/g, (code) => code.replaceAll('’', "'"));
}
