// The laws of the core, each broken once on purpose: an exact piece of source and what takes its
// place. run.mjs builds the core with each and looks which suite notices.

/** @typedef {{ law: string, clause: string, file: string, is: string, becomes: string }} BrokenLaw */

const engine = (name) => `core/engine/${name}.cc`;
const queue = (name) => `core/queue/${name}.cc`;

/** @type {BrokenLaw[]} */
export const kBrokenLaws = [
  {
    law: 'A new key for every attempt', clause: '3.7', file: engine('sending'),
    is: 'request.idempotency_key = IdempotencyKey(queued);',
    becomes:
      'request.idempotency_key = IdempotencyKey(queued) + std::to_string(queued.progress.attempts);',
  },
  {
    law: 'No key at all', clause: '3.7', file: engine('sending'),
    is: 'if (KeyIsSent(resource)) request.idempotency_key', becomes: 'if (false) request.idempotency_key',
  },
  {
    law: 'The key goes to every origin', clause: '3.7', file: engine('sending'),
    is: 'idempotency_header.value_or(same_origin)', becomes: 'idempotency_header.value_or(same_origin || true)',
  },
  {
    law: 'The attempt is not recorded before the request leaves', clause: '3.7', file: engine('sending'),
    is: '  progress.possibly_sent = true;\n  progress.last_attempt_ms', becomes: '  progress.last_attempt_ms',
  },
  {
    law: 'A retry by a person keeps the key', clause: '3.7', file: engine('commands'),
    is: '    ++fresh.generation;\n  } else {', becomes: '  } else {',
  },
  {
    law: 'A key of unknown outcome is given up', clause: '3.7', file: engine('commands'),
    is: 'if (!fresh.possibly_sent && fresh.attempts > 0) {', becomes: 'if (fresh.attempts > 0) {',
  },
  {
    law: 'A confirmation is not recorded before its mutation is removed', clause: '5.1',
    file: engine('ledger'),
    is: `  if (author == Author::kHere) {
    journal_.PutProgress(change.sequence,
                         {queued.progress, change.server_id, change.record, change.whole, {}});
  }
`,
    becomes: '',
  },
  {
    law: 'A mutation is removed before its outcome is in the audit trail', clause: '3.10',
    file: engine('ledger'),
    is: 'if (author == Author::kHere && remembered) journal_.PutHistory(settled);', becomes: '',
  },
  {
    law: 'A refused change stays in the view', clause: '1', file: 'core/model/mutation.h',
    is: 'return pending() || (parked() && progress.park == ParkKind::kUncertain);',
    becomes: 'return pending() || parked();',
  },
  {
    law: 'A base that is given overwrites what is pending', clause: '2.6', file: engine('commands'),
    is: 'if (base_counts && is_record', becomes: 'if ((base_counts || true) && is_record',
  },
  {
    law: 'An answer replaces the record instead of being merged over it', clause: '1',
    file: engine('answers'),
    is: 'record = ShallowMerge(record, answer);', becomes: 'record = answer;',
  },
  {
    law: 'Two requests of one lane at once', clause: '3.4', file: engine('sending'),
    is: 'if (lane_is_busy) return true;', becomes: 'if (lane_is_busy && now_ms_ < 0) return true;',
  },
  {
    law: 'A lane begins with its last mutation', clause: '3.4', file: queue('queue'),
    is: '  for (const Sequence& sequence : lane) {\n    const Entry& entry = entries_.at(sequence);',
    becomes:
      '  for (auto at = lane.rbegin(); at != lane.rend(); ++at) {\n    const Entry& entry = entries_.at(*at);',
  },
  {
    law: 'A parked create does not hold its lane', clause: '3.4a', file: queue('queue'),
    is: 'if (parked.mutation.kind == Kind::kCreate) return true;\n', becomes: '',
  },
  {
    law: 'A conflict holds nothing', clause: '3.4a', file: queue('queue'),
    is: 'if (synchrone::Find(*mine, it.key())) return true;', becomes: '',
  },
  {
    law: 'A retried update keeps its place before later ones', clause: '3.4a', file: engine('commands'),
    is: 'if (KeepsItsPlace(queued) || ledger_', becomes: 'if (true || KeepsItsPlace(queued) || ledger_',
  },
  {
    law: 'What refers to a record does not wait for it', clause: '3.5', file: queue('queue'),
    is: 'if (IsReferenceOpen(entry, id)) return EntryWait::kDependency;', becomes: 'IsReferenceOpen(entry, id);',
  },
  {
    law: 'Queued references are not rewritten', clause: '3.5', file: engine('ledger'),
    is: '  for (const Mutation& mutation : renamed) {', becomes: '  renamed.clear();\n  for (const Mutation& mutation : renamed) {',
  },
  {
    law: 'A refused create leaves its dependents waiting', clause: '3.5', file: engine('commands'),
    is: '    ParkDependents(queued.mutation, "DEPENDENCY_REFUSED", log);\n', becomes: '',
  },
  {
    law: 'A discarded create leaves its later changes behind', clause: '3.5', file: engine('ledger'),
    is: 'if (created.sequence < follower->sequence()) followers', becomes: 'if (false) followers',
  },
  {
    law: 'No backoff', clause: '3.6', file: engine('answers'),
    is: 'steady_ms_ + BackoffMs(progress.retries, ports_.random.NextUnit())',
    becomes: 'steady_ms_ + 0 * BackoffMs(progress.retries, ports_.random.NextUnit())',
  },
  {
    law: 'Retries without end', clause: '3.6', file: engine('answers'),
    is: 'if (progress.retries < tuning::kMaxRetries) {', becomes: 'if (progress.retries < 1000) {',
  },
  {
    law: 'An origin that only fails stays healthy', clause: '3.6', file: engine('answers'),
    is: 'if (unhealthy) NoteUnreachable(answered.flight);', becomes: 'static_cast<void>(unhealthy);',
  },
  {
    law: 'A conflict is a refusal', clause: '3.8', file: queue('classify'),
    is: 'reading.changes_known_record()) return Conflict(reading);',
    becomes: 'reading.changes_known_record()) return Refuse(reading);',
  },
  {
    law: 'No If-Match', clause: '3.8', file: engine('sending'),
    is: '  request.if_match = IfMatchOf(mutation);\n', becomes: '',
  },
  {
    law: 'The next edit goes on the version before the last answer', clause: '3.8', file: engine('answers'),
    is: '.empty()) NoteVersion(entity, outcome);', becomes: '.empty()) static_cast<void>(0);',
  },
  {
    law: 'Fields that clash are merged', clause: '3.8', file: engine('answers'),
    is: 'return !asks && ClashingFields(base, mine, theirs).empty();', becomes: 'return !asks;',
  },
  {
    law: 'What was sent is merged with later changes', clause: '3.9', file: engine('gathering'),
    is: 'queued.pending() && progress.attempts == 0 &&', becomes: 'queued.pending() &&',
  },
  {
    law: 'A merged change loses the later values', clause: '3.9', file: queue('coalesce'),
    is: 'DumpJson(ShallowMerge(*before, *changes))', becomes: 'DumpJson(ShallowMerge(*changes, *before))',
  },
  {
    law: 'The audit trail keeps no reason', clause: '3.10', file: 'core/journal/history.cc',
    is: '      .TextIfAny("reason", mutation.reason)\n', becomes: '',
  },
  {
    law: 'The audit chain is not looked at', clause: '3.10', file: 'core/journal/audit_chain.cc',
    is: 'if (is_next && record->link.previous != before.hash) {', becomes: 'if (false && is_next && record->link.previous != before.hash) {',
  },
  {
    law: 'A POST of unknown outcome is simply sent again', clause: '3.12', file: engine('sending'),
    is: 'options.on_unknown == EndpointOptions::OnUnknown::kAsk;', becomes: 'options.on_unknown != EndpointOptions::OnUnknown::kAsk;',
  },
  {
    law: 'verify is not asked', clause: '3.12', file: engine('sending'),
    is: '  return queued.progress.possibly_sent && !SafeToRepeat(queued) &&\n         endpoints_.Get(queued.mutation.entity.resource).has_verify;',
    becomes: '  return queued.progress.possibly_sent && queued.progress.attempts < 0;',
  },
  {
    law: 'After an unusable batch nothing may have been applied', clause: '3.13', file: engine('gathering'),
    is: 'progress.possibly_sent = may_have_arrived || possibly_sent_before;', becomes: 'progress.possibly_sent = false;',
  },
  {
    law: 'Batches go to APIs without keys', clause: '3.13', file: engine('gathering'),
    is: 'return !rests && KeyIsSent(resource);', becomes: 'return !rests;',
  },
  {
    law: 'A held entry goes at once', clause: '3.14', file: queue('queue'),
    is: 'queued.progress.kept_offline || queued.mutation.hold_until_ms > now_ms', becomes: 'queued.progress.kept_offline',
  },
  {
    law: 'An entry kept offline is sent', clause: '3.2', file: queue('queue'),
    is: 'queued.progress.kept_offline || queued.mutation.hold_until_ms > now_ms', becomes: 'queued.mutation.hold_until_ms > now_ms',
  },
  {
    law: 'notAfter is not looked at', clause: '3.14', file: engine('sending'),
    is: 'return mutation.not_after_ms > 0 && now_ms > mutation.not_after_ms;', becomes: 'return mutation.not_after_ms < 0 && now_ms < 0;',
  },
  {
    law: 'The key stands for another whole record', clause: '3.14', file: engine('sending'),
    is: 'request.body = whole.empty() ? mutation.data : whole;', becomes: 'request.body = WholeRecordOf(mutation).empty() ? mutation.data : WholeRecordOf(mutation);',
  },
  {
    law: 'Retry-After is not looked at', clause: '4', file: queue('classify'),
    is: 'return RateLimitedOutcome{asked_ms.value_or(tuning::kProbeFirst_ms)};', becomes: 'return RateLimitedOutcome{asked_ms ? 1 : 1};',
  },
  {
    law: 'A login page does not stop the queue', clause: '4', file: engine('gate'),
    is: '!online_ || login_needed_) return false;', becomes: '!online_) return false;',
  },
  {
    law: 'A page without a connection sends', clause: '4', file: engine('gate'),
    is: '!online_ || login_needed_) return false;', becomes: 'login_needed_) return false;',
  },
  {
    law: 'success:false confirms', clause: '4', file: queue('classify'),
    is: '  if (reading.body.says_failure()) return Refuse(reading);\n', becomes: '',
  },
  {
    law: 'A captive portal confirms', clause: '4', file: queue('classify'),
    is: '  if (reading.body.is_html()) return UnreachableOutcome{};\n', becomes: '',
  },
  {
    law: 'A delete of what is gone is refused', clause: '4', file: queue('classify'),
    is: 'if (gone && reading.asked.kind == Kind::kDelete', becomes: 'if (false && gone && reading.asked.kind == Kind::kDelete',
  },
  {
    law: 'Failures while the origin answers are never counted', clause: '4', file: engine('answers'),
    is: 'if (++progress.strikes < tuning::kMaxStrikes) {', becomes: 'if (progress.strikes < tuning::kMaxStrikes) {',
  },
  {
    law: 'Writes that are right only together are carried out one by one', clause: '5.1',
    file: 'core/journal/journal.cc',
    is: 'const bool announced = PutOrMakeRoom(key, EncodeStep(puts, removals), "", For::kSettling);',
    becomes: 'const bool announced = false;',
  },
  {
    law: 'Checksums are not looked at', clause: '5.3', file: 'core/journal/record_codec.cc',
    is: 'return Damaged("The record\'s checksum does not match.");', becomes: '{}',
  },
  {
    law: 'The former queue is imported twice', clause: '5.2', file: engine('people'),
    is: 'if (!WasQueued(MutationId(entry.id)) && !ImportOne(entry, log)) complete = false;',
    becomes: 'if (!ImportOne(entry, log)) complete = false;',
  },
  {
    law: 'Everybody shares one journal', clause: '7.1', file: 'core/journal/key_schema.cc',
    is: 'return Part(user.company) + "/" + Part(user.id);', becomes: 'return Part(user.company).substr(0, 0) + "/" + Part({});',
  },
  {
    law: 'A tab whose user has gone goes on sending', clause: '7.1', file: engine('people'),
    is: 'if (device && *device != user_) StandBack(log);', becomes: 'static_cast<void>(log);',
  },
  {
    law: 'A recovered entry may go to any origin', clause: '7.2', file: engine('sending'),
    is: 'if (!allowed) return EntryWait::kOrigin;', becomes: 'static_cast<void>(allowed);',
  },
  {
    law: 'A discard elsewhere of what is being sent is forgotten', clause: '6.2', file: engine('tabs'),
    is: 'decided_.insert_or_assign(*place, change);', becomes: '',
  },
  {
    law: 'What another tab has recorded meanwhile is not read before a decision', clause: '6.2', file: engine('tabs'),
    is: 'if (leader_ || !decided) return;', becomes: 'return;',
  },
  {
    law: 'Of two new places of one mutation both count', clause: '6.2', file: 'core/journal/recovery.cc',
    is: 'if (other == one || !IsSame(*other, *one)) continue;', becomes: 'continue;',
  },
  {
    law: 'What was told before a page was frozen is taken for new', clause: '6.1', file: engine('tabs'),
    is: 'if (!is_stored && is_over) WaitOutTeller(sequence, log);', becomes: 'static_cast<void>(is_over);',
  },
  {
    law: 'What a dying tab gave up while it was sent goes on', clause: '6.2', file: engine('people'),
    is: 'if (given_up) decided_.try_emplace(', becomes: 'if (given_up && false) decided_.try_emplace(',
  },
  {
    law: 'An edit undoes unseen what a read has told of the same field', clause: '3.8', file: engine('conflicts'),
    is: 'clashing.push_back(*queued);', becomes: '',
  },
  {
    law: 'What is told late takes back what was changed since', clause: '6.2', file: engine('tabs'),
    is: 'if (ledger_.queue().Find(sequence)) return;', becomes: '',
  },
  {
    law: 'A tab writes over what others have recorded of its work', clause: '5.4', file: 'core/journal/journal.cc',
    is: 'if (text.what != For::kNewWork) return false;', becomes: 'if (!text.head.empty()) return false;',
  },
  {
    law: 'An answer after a freeze brings back what others have settled', clause: '6.1', file: engine('answers'),
    is: 'ReadRecordsOf(EntityKey(found->mutation.entity), log);', becomes: '',
  },
  {
    law: 'What a former sender says late counts', clause: '6.1', file: engine('tabs'),
    is: 'if (leader_ && IsOldNews(change)) return;', becomes: '',
  },
  {
    law: 'A successor does not wait for what may still be on its way', clause: '6.1', file: engine('people'),
    is: 'if (age_ms >= tuning::kRequestLife_ms) continue;', becomes: 'if (age_ms >= 0) continue;',
  },
  {
    law: 'A settlement that nobody has told is not looked for', clause: '6.2', file: engine('tabs'),
    is: 'if (settled) Recover(log);', becomes: 'static_cast<void>(settled);',
  },
  {
    law: 'New work takes the room that is kept for settling', clause: '5.4', file: 'core/journal/journal.cc',
    is: '(what == For::kSettling && ReleaseReserve())', becomes: 'ReleaseReserve()',
  },
  {
    law: 'A settled mutation whose record comes back is sent again', clause: '5.6',
    file: 'core/journal/recovery.cc',
    is: 'for (const Sequence& place : collection.TakeSettled()) RemoveMutation(place);', becomes: '',
  },
  {
    law: 'Shapes of a later version of the application are sent', clause: '5.5', file: engine('sending'),
    is: 'mutation.payload_version > options.payload_version', becomes: 'mutation.payload_version < 0',
  },
];
