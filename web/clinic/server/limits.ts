/** Every number of the reference API, with its unit and its reason. */
export const limits = {
  /** Rows of a list when the caller does not say. */
  defaultPageSize: 50,
  /** Most rows that one list request may ask for; larger requests are refused, not cut silently. */
  maxPageSize: 1000,
  /** Bytes of one JSON body. A mutation of the library is at most 256 KiB (BEHAVIOUR 5.4); twice that with escapes. */
  jsonBodyBytes: 1024 * 1024,
  /** Levels of objects and lists in a body. */
  bodyDepth: 32,
  /** Bytes of a batch body. */
  batchBodyBytes: 8 * 1024 * 1024,
  /** Mutations in one batch. */
  batchMaxEntries: 100,
  /** Lanes of one batch that run at the same time. */
  batchConcurrency: 4,
  /** Days for which an answer is replayed: as long as the library resolves local ids (BEHAVIOUR 3.5). */
  idempotencyDays: 90,
  /** Seconds that an access token is valid for: a person who is shut out is out after at most this time. */
  accessTokenSeconds: 10 * 60,
  /** Days without use after which a sign-in ends. */
  refreshTokenDays: 14,
  /** Days after which a sign-in ends, however much it is used. */
  signInDays: 30,
  /**
   * Seconds for which the refresh token before the newest is valid: the answer with the newest may have been
   * lost.
   */
  previousTokenSeconds: 60,
  /** Live connections of one person per instance: two workstations with many tabs. */
  streamsPerPerson: 20,
  /** Seconds until a person with too many live connections may ask again. */
  streamRetrySeconds: 30,
  /** Failed sign-ins for one address from one place, per `signInWindowMs`. */
  signInAttempts: 10,
  /** Failed sign-ins from one place, whatever the addresses: a clinic of fifty shares one. */
  signInAttemptsOfPlace: 60,
  /** Failed sign-ins for one address from everywhere (NIST SP 800-63B, 5.2.2: at most 100). */
  signInAttemptsOfAccount: 100,
  /** Wrong codes of the second factor for one account from everywhere: one guess in 300 000 is right. */
  signInCodes: 10,
  /** Bytes of the secret of a second factor (RFC 4226, 4: 160 bits). */
  secondFactorSecretBytes: 20,
  /** Recovery codes of one person. */
  recoveryCodes: 10,
  /** Milliseconds over which failed sign-ins are counted. */
  signInWindowMs: 5 * 60_000,
  /** Requests of one user per minute and instance: twice what the library needs to drain a long queue. */
  requestsPerMinute: 12_000,
  /** Connections to a PostgreSQL server, per instance. */
  poolSize: 10,
  /** Milliseconds to wait for a connection before answering "busy". */
  connectionTimeoutMs: 20_000,
  /** Milliseconds that one SQL statement may take on a server; the library gives up after 30 s. */
  statementTimeoutMs: 25_000,
  /** Milliseconds to wait for a lock of another transaction: a hundred times what one takes, so that a slow machine
   * answers late instead of "busy"; less than a statement may take, so that the reason is known. */
  lockTimeoutMs: 20_000,
  /** Times a transaction is run again after a deadlock, a serialization failure or a lost race for a slot. */
  transactionRetries: 3,
  /** Seconds in `Retry-After` when the server is busy. */
  busyRetryAfterSeconds: 1,
  /** Milliseconds within which a whole request must have arrived; the library gives up after 30 s as well. */
  requestArrivalMs: 30_000,
  /** Milliseconds until an idle connection is closed: longer than proxies keep theirs, because a request that is sent
   * at the moment of the closing is lost. */
  keepAliveMs: 75_000,
  /** Milliseconds that running requests get to finish when the server stops. */
  shutdownGraceMs: 10_000,
  /** Milliseconds of latency in the demonstration mode "slow" when none is given. */
  demoSlowMs: 3_000,
  /** Longest latency that the demonstration controls accept, in milliseconds. */
  demoMaxLatencyMs: 60_000,
  /** Seconds that `next_updated_since` lies before the reading of a list. */
  changeMarginSeconds: 60,
  /** Days back for which changes are handed out; who has been away for longer reads the lists again. */
  changeDays: 30,
  /** Changes in one answer of the feed. */
  feedPageSize: 200,
  /** Milliseconds between two heartbeats on a live connection; proxies close silent ones. */
  feedHeartbeatMs: 20_000,
  /** Milliseconds until the feed looks again when a change waits for an older transaction to end. */
  feedHorizonMs: 200,
  /** Milliseconds after which a browser reopens a live connection that broke. */
  feedReconnectMs: 2_000,
  /** Milliseconds between two attempts to listen again after the database went away. */
  listenRetryMs: 1_000,
  /** Milliseconds between two clean-ups of what has expired. */
  upkeepMs: 60 * 60_000,
  /** Milliseconds by which a device's clock may be ahead: a wrong time zone makes two hours in a French summer. */
  clockAheadMs: 3 * 3_600_000,
  /** Days back for which an appointment can still be entered. */
  agendaPastDays: 366,
  /** Free slots offered when the wanted one is taken. */
  slotAlternatives: 5,
} as const;

/** The clinic's wall clock: opening hours, and the day that `date_from` and `date_to` mean. */
export const clinicTimeZone = 'Europe/Paris';
