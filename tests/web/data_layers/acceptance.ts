/**
 * A test by its file, from tests/ on, and its title. Those of `layers/` and `needs.ts` run over every
 * layer, the latter in a browser.
 */
export type Proof = readonly [file: string, title: string];

const cases = 'web/data_layers/cases.test.tsx';
const checks = 'web/data_layers/checks.test.tsx';
const form = 'web/data_layers/router_and_form.test.tsx';
const browser = 'outside/data_layers/needs.ts';
const features = 'outside/data_layer_features.spec.ts';

const atOnce: Proof = [
  browser,
  'offline and after the drain each list shows what belongs to it, and the cache the server’s',
];
const inSearch: Proof = [
  cases,
  'an edit brings a record into a search; refused, it leaves again, and nothing is read for it',
];
const onItsPage: Proof = [
  cases,
  'a created record is on the page where the server has it, and on no other',
];
const ordered: Proof = [
  cases,
  'compare puts a created record in its place, and its key stays when the server names it',
];
const onlyQueued: Proof = [
  cases,
  'a record that is only queued is shown, asked for when the server knows it, and not before',
];
const withoutRead: Proof = [
  cases,
  'what was confirmed stays without any read, also after another change much later',
];
const theirs: Proof = [cases, 'a colleague’s value is shown after the next read'];
const late: Proof = [cases, 'a read that began before the confirmation undoes nothing'];
const drain: Proof = [cases, '24 changes read each list once'];
const reload: Proof = [
  browser,
  'over a stored cache an offline reload shows all, and each change is sent once',
];
const signOut: Proof = [cases, 'shows and keeps nothing of the former person for the next'];
const nextPerson: Proof = [
  checks,
  'the next person reads again, and is shown nothing of the former one',
];
const endless: Proof = [
  checks,
  'an endless list shows changes on the page where a record is, one more page undoes none',
];
const mark: Proof = [
  checks,
  'a row has a mark while its change is on its way, and no other row is rendered',
];
const bookmark: Proof = [
  checks,
  'a bookmark of a former id is the record on a later page, and nothing is asked for that id',
];
const refused: Proof = [
  browser,
  'a refusal puts every list back in place, and waits for a person on the next page',
];
const otherTab: Proof = [
  browser,
  'another tab shows what is pending and what is confirmed, and reads its lists once',
];
const derived: Proof = [
  checks,
  'what is derived from rows is derived from those with what is queued',
];

const inSearchThere: Proof = [
  browser,
  'an edit that begins to match a search joins it; refused, it leaves again',
];
const onItsPageThere: Proof = [
  browser,
  'a created record is on the page where the server has it, and on no other',
];
const orderedThere: Proof = [
  browser,
  'compare puts a created record in its place, whose element stays when the server names it',
];
const onlyQueuedThere: Proof = [
  browser,
  'the page of a local id is shown queued, confirmed and by a bookmark, and never asked for',
];
const lateThere: Proof = [
  browser,
  'a read that began before the confirmation undoes nothing, one that began later is right',
];
const drainThere: Proof = [
  browser,
  'a drain of 24 changes reads each list once in each of two tabs, when it is over',
];
const nextPersonThere: Proof = [
  browser,
  'the next person is shown and kept nothing of the former, and reads again',
];
const endlessThere: Proof = [
  browser,
  'an endless list shows each record once, and one more page undoes nothing on those before',
];
const markThere: Proof = [
  browser,
  'a row alone renders for its mark, which is there until its change is confirmed',
];

/**
 * What the screens of a clinic need beside a data layer: list, filtered list, endless list, detail,
 * marks and errors, online, offline, over a stored cache and in two tabs.
 */
export const needs: readonly (readonly [string, ...Proof[]])[] = [
  ['a created record is in the list at once', atOnce],
  ['an edit is in the list at once', atOnce],
  ['a deleted record has left the list at once', atOnce],
  [
    'a created record joins the filtered lists it belongs to, and no other',
    atOnce,
    onItsPage,
    onItsPageThere,
  ],
  [
    'an edit brings a record into a filtered list, and takes it out',
    inSearch,
    inSearchThere,
    refused,
  ],
  ['one page of several takes no created record', onItsPage, onItsPageThere],
  ['an endless list shows each record once, on its page', endless, endlessThere],
  [
    'one more page says nothing of those before it',
    [checks, 'one more page, read after a confirmation, says nothing of the pages before it'],
    [
      'web/query/page_times.test.tsx',
      'one before them that drops the last by `maxPages` says nothing of them',
    ],
  ],
  ['the detail page shows an edit at once', atOnce],
  ['a row has a mark, and renders alone', mark, markThere],
  ['a row keeps its key when the server names the record', ordered, orderedThere],
  [
    'a record that is only queued has its page, and nothing is asked for it',
    onlyQueued,
    onlyQueuedThere,
  ],
  ['a bookmark of the former id finds the record', bookmark],
  [
    'reads on focus and on reconnect undo nothing that is pending',
    [checks, 'reads on focus, while changes are on their way, undo none of them'],
    [browser, 'reads on focus and on reconnect, while changes are on their way, undo none of them'],
  ],
  ['a read that began before a confirmation undoes nothing', late, lateThere],
  ['a read that began after it is right', theirs],
  ['without any read, what was confirmed stays', withoutRead],
  ['a drain reads each list once', drain, drainThere],
  ['a refusal puts all lists back, in place, and is said; nothing is read for it', refused],
  ['a refusal waits for a person on the next page', refused],
  [
    'what is taken back before it is sent leaves no trace',
    [checks, 'what is taken back before it is sent leaves no trace, in any list or on the server'],
    [browser, 'what is taken back before it is sent leaves no trace'],
  ],
  [
    'after an offline reload over a stored cache all is shown, and sent once',
    reload,
    [
      'web/data_layers/reads_between.test.tsx',
      'is shown once on a page that is opened offline over what was stored',
    ],
  ],
  ['a stored cache holds nothing that is pending', atOnce],
  ['another tab shows the same, and reads its lists once', otherTab],
  ['after a sign-out nothing of a person is shown or kept', signOut, nextPerson, nextPersonThere],
];

/** The acceptance cases, by their numbers from 1 on. */
export const acceptance: readonly (readonly [string, ...Proof[]])[] = [
  ['two lists and a detail page, no read, another change later', withoutRead],
  [
    'a colleague’s value: after a later read theirs, after an earlier one mine',
    theirs,
    late,
    lateThere,
  ],
  ['a created record and the first page', onItsPage, onItsPageThere, endless, endlessThere],
  ['a read without versions that arrives late', late, lateThere],
  [
    'the version of the list is the base of a change',
    atOnce,
    [
      'web/query/confirmed_work.test.tsx',
      'of a list without versions beside a detail page that has one',
    ],
  ],
  [
    'made offline by the layer’s own means',
    reload,
    [
      'web/query/mutations.test.tsx',
      'offline the change is queued, shown and kept through a reload, where a plain mutation would be paused',
    ],
  ],
  ['a created record of another city', onItsPage, onItsPageThere, atOnce],
  ['an edit that matches a search', inSearch, inSearchThere],
  ['the newest first', ordered, orderedThere],
  ['the page of a local id: queued, named, opened again', onlyQueued, onlyQueuedThere, bookmark],
  [
    'the same under Suspense (TanStack Query)',
    [features, 'under Suspense a queued record shows no fallback, nor when the server names it'],
    [
      'web/query/queries.test.tsx',
      'shows no fallback under Suspense for a queued record, nor when the server has given its id',
    ],
  ],
  [
    'derived values',
    atOnce,
    derived,
    ['web/query/queries.test.tsx', 'select is given the rows with what is queued'],
  ],
  ['24 changes, several lists, two tabs', drain, drainThere, otherTab],
  [
    'offline over a stored cache',
    reload,
    [
      features,
      'a cache in IndexedDB holds the server’s rows, and is shown offline with what is queued',
    ],
    [
      'web/query/attach.test.tsx',
      'holds the server’s rows alone; after a reload offline what is queued is over them, and is sent once',
    ],
  ],
  [
    '500 rows with marks and 80 creates (figures: npm run bench -- --only=marks)',
    ['web/react/row_state.test.tsx', 'a long queue of others renders no row'],
    mark,
    markThere,
  ],
  [
    '10 000 rows, five lists, 1 000 pending (figures: npm run bench -- --only=lists)',
    [
      'web/query/many_rows.test.tsx',
      'one change looks at its own row of each list, and renders it alone',
    ],
  ],
  ['numbers for ids', [checks, 'ids may be numbers'], [browser, 'ids may be numbers']],
  ['sign-out, and the next person', signOut, nextPerson, nextPersonThere],
  ['a refused edit', refused],
  ['a filtered list in another tab', otherTab],
  [
    'react-hook-form',
    [form, 'what is typed stays when another change of the record is confirmed'],
    [features, 'what is typed stays while another change of the record is confirmed'],
  ],
  [
    'an action of a router',
    [
      form,
      'an action creates offline, redirects to the record, and the page stays when it is confirmed',
    ],
    [
      features,
      'an action creates offline and redirects to the record, whose page and bookmark stay',
    ],
  ],
];
