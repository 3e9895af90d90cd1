// More laws of the core, for laws.mjs: of requests whose answers were lost, and of batches.

const engine = (name) => `core/engine/${name}.cc`;

/** @type {import('./laws.mjs').BrokenLaw[]} */
export const kOutcomeLaws = [
  {
    law: 'A POST of unknown outcome is simply sent again',
    clause: '3.12',
    file: engine('sending/response_handler'),
    is: 'options.on_unknown == EndpointOptions::OnUnknown::kResend &&',
    becomes: 'options.on_unknown != EndpointOptions::OnUnknown::kResend &&',
  },
  {
    law: 'What a redirect has taken was not sent',
    clause: '3.12',
    file: engine('sending/response_handler'),
    is: 'if (!response.redirected_to.empty()) NotePossiblySent(answered, turn);',
    becomes: '',
  },
  {
    law: 'verify is not asked',
    clause: '3.12',
    file: engine('requests/request_maker'),
    is: 'return is_open && !SafeToRepeat(queued);',
    becomes: 'return is_open && queued.progress.attempts < 0;',
  },
  {
    law: 'A key counts although nothing shows that the API honours it',
    clause: '3.12a',
    file: engine('requests/request_maker'),
    is: 'return declared || (KeyIsSent(resource) && honours_keys_.contains(OriginOf(resource.value())));',
    becomes: 'return declared || KeyIsSent(resource);',
  },
  {
    law: 'After an unusable batch nothing may have been applied',
    clause: '3.13',
    file: engine('sending/response_handler'),
    is: 'progress.possibly_sent = may_have_arrived || flight.possibly_sent_before;',
    becomes: 'progress.possibly_sent = false;',
  },
  {
    law: 'Batches go to APIs without keys',
    clause: '3.13',
    file: engine('sending/sender'),
    is: 'return maker_.KeyIsSent(queued.mutation.entity.resource) && !maker_.NeedsVerification(queued);',
    becomes: 'return !maker_.NeedsVerification(queued);',
  },
  {
    law: 'What a person sends again is looked up first',
    clause: '3.12',
    file: engine('decisions/decisions'),
    is: 'progress.last_attempt_ms = 0;',
    becomes: '',
  },
];
