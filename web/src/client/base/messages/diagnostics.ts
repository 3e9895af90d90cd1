/** What the diagnostics say: for developers, so in English; ids and codes, never contents. */
export const texts = {
  /** The sentences of the client. */
  client: {
    CONTEXT_THREW:
      'A method of the context failed while a later outcome was shown. Its list may differ from' +
      ' the queue.',
    CONTEXT_CANNOT_RENAME:
      'The server gave a record another id, and the context has no way to change an id. Give ' +
      'the adapter replaceId or setItems.',
    CONTEXT_REJECTED_LATE:
      'The context rejected a change whose request had left already. The change goes on.',
    CONTEXT_SENDS_TOO:
      'A method of the context sends a request to this endpoint by itself. The queue has left the ' +
      "change to it. Take the request out of the context's create, update and delete methods, so " +
      'that they only change its rows; or hand out the operations of the hook as its methods.',
    ROW_WITHOUT_ID:
      'A row that useSyncedRows, useSyncedQuery or useSyncedRecord was given has no `id`: it is shown as ' +
      'it is, without what is queued. Give rows with an `id`, and a record itself, not the answer ' +
      'around it.',
    ROWS_NOT_A_LIST:
      'useSyncedRows was given something else than an array. It is returned as it came. Give it the ' +
      'array of rows inside the answer.',
    LIST_OPTION_THREW:
      '`belongs` or `compare` of useSyncedRows or useSyncedQuery threw. The rows are shown as they ' +
      'came, without what is queued. Let the function return a value for every record, also for one with few fields.',
    LIST_OF_TWO_ENDPOINTS:
      'useSyncedRows or another hook was given rows of another endpoint: what is queued of one is laid ' +
      'over rows of the other. Give each list to the endpoint that its rows come from.',
    LIST_WITHOUT_BELONGS:
      'Several lists of this endpoint hold different records, and one of them does not say which ' +
      'belong to it: what is created shows in it in any case. Give useSyncedRows `belongs`, or ' +
      '`complete: false` for one page of several.',
    CREATED_WITH_OTHER_FIELDS:
      'A record was created with none of the fields that the rows of its list have: what shows the ' +
      'fields of rows shows nothing of it, and a read before its answer shows it twice. Give `create` the ' +
      'fields that rows have, and let `toServer` write those of the API; or derive fields in the ' +
      '`select` of useSyncedQuery, not in its `queryFn`.',
    READ_TIME_UNKNOWN:
      'useSyncedRows or useSyncedRecord was given rows after a change of them was confirmed, and they ' +
      'do not show it. When their read began is not known, so the change stays over them, also over a ' +
      'value that a colleague has set back since. Read the rows by readFor, give the hook `readBegan`, ' +
      'or pass the array of the query itself, not a copy.',
    ROWS_NOT_FOUND:
      'The data of useSyncedQuery hold no rows that can be found: they are shown as they came, without ' +
      'what is queued. Give `rows` in attachSynchrone, and let it return the very array inside the data.',
    SELECT_THREW:
      '`select` of useSyncedQuery threw for rows with what is queued, and was given the rows as they ' +
      'came. Let it take records with few fields.',
    KEY_OF_TWO_ENDPOINTS:
      'attachSynchrone was given one key for two endpoints: its rows are taken for those of the first. ' +
      'Let `queries` of each name keys of its own, with a second part where the first is shared.',
    CACHE_NOT_REMOVED:
      'persister.removeClient failed: rows of the former person may still be stored on this device. ' +
      'Remove them at the next start.',
    NO_BASE:
      'A change was queued of a record that no list of this page shows: it goes out without ' +
      'If-Match, and a change by a colleague is overwritten. Show the record by useSyncedRows or ' +
      'useSyncedRecord, or give `previousState`.',
    TRANSFORM_FAILED:
      'fromServer, unwrap or classify threw, or gave a promise. The answer counts without it.',
    HEADERS_FAILED:
      'headers of configure threw, rejected, took too long or gave what no header can hold. Nothing ' +
      'leaves and nothing is lost; it is asked again at each attempt. It gets null for reads, probes and batches.',
    IMPORT_UNDECIDED: 'onImport threw. Whether the change was saved is for a person to decide.',
    PAYLOAD_NOT_MIGRATED:
      'migratePayload threw, or the change may have been saved already. It goes on in the shape ' +
      'that it has.',
    LOOK_UP_FAILED:
      'Whether a change was saved could not be found out: the API does not let its record or its list ' +
      'be read. A person is asked. Give the endpoint `verify`, or let this person read it.',
    ENGINE_RESTARTED: 'The module failed and was started again from the journal.',
  },
  /** The sentences of the React layer. */
  react: {
    CONTEXT_CANNOT_PLACE:
      'A deleted record came back at the end of the list: createX cannot put it in its place. ' +
      'Give the hook an adapter with setItems or insert(record, index), or read the list again.',
    CONTEXT_CANNOT_RENAME:
      'The server has given a record its own id; it was handed to the update method as { id }, which may ignore it. ' +
      'Give the hook an adapter with setItems or replaceId(oldId, newId), or read the list again.',
    CONTEXT_NOT_RECOVERED:
      'This change is in the queue and will be sent, but a reload will not show it until then: ' +
      'the context keeps its rows in memory. Wrap them in useSyncedRows(rows, endpoint).',
    CONTEXT_UNCHANGED:
      'The list of the context does not show a change that its method was called for. createX(record) must keep ' +
      'the id; updateX(id, changes) and deleteX(id) are called so. Give the hook an adapter where yours differ.',
    IN_MEMORY_ONLY:
      'useOptimisticMutation keeps changes in memory only: a reload or a closed tab loses what is not answered. ' +
      'For records use useSyncMutation.',
    NO_ROLLBACK:
      'A call of useOptimisticMutation was rejected and there was no way to undo its update: ' +
      'return a function from onOptimisticUpdate, or give previousState.',
  },
} as const;

/** The sentences by code. */
export type DiagnosticTexts = typeof texts;
