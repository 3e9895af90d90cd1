// More laws of the core, for laws.mjs: of names, leaders, sign-ins and storage that was cleared.

const engine = (name) => `core/engine/${name}.cc`;

/** @type {import('./laws.mjs').BrokenLaw[]} */
export const kSessionLaws = [
  {
    law: 'The last word of Location is an id',
    clause: '3.5a',
    file: 'core/queue/classify.cc',
    is: "path.starts_with(collection) &&\n                        path[collection.size()] == '/';",
    becomes: "path.find('/') != std::string_view::npos;",
  },
  {
    law: 'A leader that was blocked records before it asks whether it still is the leader',
    clause: '3.7',
    file: engine('engine'),
    is: 'if (parts_.tab.leader && !ports_.leader_lock.IsCurrent()) parts_.tab.leader = false;',
    becomes: '',
  },
  {
    law: 'What a tab with fewer facts has written brings back what was refused',
    clause: '6.1',
    file: engine('tabs/tab_sync'),
    is: 'if (IsStale(advanced->progress, known)) return local_store_.Advance(*sequence, known, turn);',
    becomes: '',
  },
  {
    law: 'A record that found no room for an attempt counts more than its message',
    clause: '3.7',
    file: engine('tabs/tab_sync'),
    is: 'stored->progress.attempts >= advanced->progress.attempts &&',
    becomes: '',
  },
  {
    law: 'A decision takes back attempts that its tab did not know',
    clause: '3.7',
    file: engine('tabs/recovery'),
    is: 'KeepAttempts(progress, known.progress);',
    becomes: '',
  },
  {
    law: 'Changes are merged although the merge cannot be stored',
    clause: '3.9',
    file: engine('sending/coalescer'),
    is: 'journal_.PutIfRoom(MergedInto(first->mutation, next->mutation))',
    becomes: 'true',
  },
  {
    law: 'A whole record that is gone is sent again',
    clause: '2.6',
    file: engine('requests/request_maker'),
    is: '&&\n                       FingerprintOf(queued) == progress.sent_fingerprint',
    becomes: '',
  },
  {
    law: 'A first sign-in forgets what is in flight',
    clause: '7.1a',
    file: engine('session/session'),
    is: '  table_.flights() = std::move(unowned.flights);',
    becomes: '',
  },
  {
    law: 'A first sign-in forgets the names that were learned',
    clause: '7.1a',
    file: engine('session/session'),
    is: 'local_store_.known_ids().Adopt(unowned.names);',
    becomes: '',
  },
  {
    law: 'What is gone from a cleared storage is not written again',
    clause: '5.6a',
    file: engine('tabs/recovery'),
    is: 'if (journal_.WasCleared()) return RecordAgain(turn);',
    becomes: 'if (journal_.WasCleared()) return;',
  },
  {
    law: 'A tab that finds no trace of a change does not ask for it',
    clause: '6.2',
    file: engine('tabs/recovery'),
    is: 'question.changes.push_back(Accepted{known.mutation});',
    becomes: '',
  },
  {
    law: 'An edit of a record that another tab gave up is sent',
    clause: '3.5',
    file: engine('sending/sender'),
    is: 'local_store_.CreateWasDropped(queued.mutation.entity)',
    becomes: 'queued.mutation.id.empty()',
  },
  {
    law: 'An edit waits for the discarded create of what may exist',
    clause: '3.5',
    file: engine('local_store/settled_work'),
    is: '|| settled.queued.progress.possibly_sent',
    becomes: '',
  },
  {
    law: 'A mutation is stored before the attempts that are known of it',
    clause: '3.7',
    file: 'core/journal/journal.cc',
    is: 'for (const bool is_progress : {true, false})',
    becomes: 'for (const bool is_progress : {false, true})',
  },
  {
    law: 'A decision that storage refused is lost with its leader',
    clause: '6.1',
    file: engine('tabs/tab_sync'),
    is: ' && !AddsStep(advanced->progress, queued->progress)',
    becomes: '',
  },
  {
    law: 'Entries of a former queue that name another user are sent as this one',
    clause: '7.1a',
    file: 'core/journal/projection.cc',
    is: 'if (!named.empty() && named != user) {',
    becomes: 'if (named.size() > 1000) {',
  },
];
