// What to do about each code: the only part of the page of errors that the sources do not say. The
// types hold it to the codes that there are.
import type { ClientDiagnostic, ReactDiagnostic } from '../../src/client/base/diagnostics.js';
import type { MessageKey } from '../../src/client/base/messages/catalogue.js';
import type { StreamingErrorCode } from '../../src/types/errors.js';

/** Codes whose sentence is in the catalogue of messages. */
export type SpokenCode = Exclude<MessageKey, `expected.${string}` | `waiting.${string}`>;

/** Codes that only developers meet; their sentence is where they are thrown. */
export type DeveloperCode = 'OTHER_USER' | 'NO_ENDPOINT' | 'PROVIDER_MISSING';

export interface Action {
  en: string;
  fr: string;
}

export const actions: Record<SpokenCode | StreamingErrorCode | DeveloperCode, Action> = {
  WASM_BLOCKED: {
    en: 'Add `’wasm-unsafe-eval’` to `script-src` of the Content-Security-Policy. Nothing can be saved on the page until then.',
    fr: 'Ajoutez `’wasm-unsafe-eval’` à `script-src` de la Content-Security-Policy. Rien ne peut être enregistré sur la page jusque-là.',
  },
  STOPPED: {
    en: 'Ask the person to reload the page: what was recorded is in storage and is sent afterwards. Report the fault with `exportAudit()`.',
    fr: 'Demandez de recharger la page : ce qui était enregistré est dans le stockage et part ensuite. Signalez la panne avec `exportAudit()`.',
  },
  NO_PAGE: {
    en: 'Call the queue from an event or an effect, never while a server renders.',
    fr: 'Appelez la file depuis un événement ou un effet, jamais pendant le rendu sur un serveur.',
  },
  NOT_SERIALISABLE: {
    en: 'Give plain JSON. `field` names what is not: a `Date` becomes its ISO text, a file is uploaded separately.',
    fr: 'Donnez du JSON simple. `field` nomme ce qui n’en est pas : une `Date` devient son texte ISO, un fichier s’envoie à part.',
  },
  MISSING_ID: {
    en: 'Give the id of the record to `mutate` or `delete`.',
    fr: 'Donnez l’identifiant de l’enregistrement à `mutate` ou `delete`.',
  },
  TOO_LARGE: {
    en: 'Send files on their own, and keep their address in the record. A change may take 256 KiB.',
    fr: 'Envoyez les fichiers à part et gardez leur adresse dans l’enregistrement. Un changement peut occuper 256 Kio.',
  },
  DUPLICATE_ID: {
    en: 'Leave `id` out, or give one that is new: another record or change has it. A copy of a record is created without its `id`.',
    fr: 'Omettez `id`, ou donnez-en un nouveau : un autre enregistrement ou changement le porte. La copie d’un enregistrement se crée sans son `id`.',
  },
  INVALID_ARGUMENT: {
    en: 'Correct the argument or option that `field` names. Nothing of the call was applied.',
    fr: 'Corrigez l’argument ou l’option que nomme `field`. Rien de l’appel n’a été appliqué.',
  },
  INVALID_ENDPOINT: {
    en: 'Give an absolute path such as `/api/v1/patients`, or a URL whose origin is in `origins`.',
    fr: 'Donnez un chemin absolu tel que `/api/v1/patients`, ou une URL dont l’origine est dans `origins`.',
  },
  FORBIDDEN_ORIGIN: {
    en: 'List the origin in `configure({ origins })`, before the first use.',
    fr: 'Ajoutez l’origine à `configure({ origins })`, avant le premier usage.',
  },
  CONTEXT_UNUSABLE: {
    en: 'Give an `adapter`, or put one of the methods that the message lists into the context.',
    fr: 'Donnez un `adapter`, ou ajoutez au contexte l’une des méthodes que cite le message.',
  },
  CONTEXT_REJECTED: {
    en: 'A method of your context threw or rejected: nothing is queued. The error is in `cause`.',
    fr: 'Une méthode de votre contexte a échoué : rien n’est en file. L’erreur est dans `cause`.',
  },
  CONTEXT_SENDS_TOO: {
    en: 'Take the request out of the context’s method: the queue sends. See [existing contexts](/guide/existing-contexts).',
    fr: 'Retirez la requête de la méthode du contexte : c’est la file qui envoie. Voir [contextes existants](/fr/guide/existing-contexts).',
  },
  DISCARDED: {
    en: 'Nothing: a person discarded the change. `synced` rejects with this code; `settled` resolves as `rolled-back`.',
    fr: 'Rien : une personne a abandonné le changement. `synced` rejette avec ce code ; `settled` se résout en `rolled-back`.',
  },
  CONFLICT: {
    en: 'Show `mutation.conflict` (`<ConflictDialog />` does) and call `resolveConflict`. See [conflicts](/guide/conflicts).',
    fr: 'Montrez `mutation.conflict` (`<ConflictDialog />` le fait) et appelez `resolveConflict`. Voir [conflits](/fr/guide/conflicts).',
  },
  UNCERTAIN: {
    en: 'Let the person choose: “Check” (`retry`), “Already saved” or “Send again”. An API with idempotency keys, or `verify`, avoids the question.',
    fr: 'Laissez la personne choisir : « Vérifier » (`retry`), « Déjà enregistré » ou « Renvoyer ». Une API à clés d’idempotence, ou `verify`, évite la question.',
  },
  BLOCKED: {
    en: 'Add the API’s origin to `connect-src` of the Content-Security-Policy, or let `headers` return headers for every change (`HEADERS_FAILED`).',
    fr: 'Ajoutez l’origine de l’API à `connect-src` de la Content-Security-Policy, ou faites que `headers` rende des en-têtes pour tout changement (`HEADERS_FAILED`).',
  },
  NOT_CHANGED: {
    en: 'The API matched no record: read the list again, and check the person’s rights.',
    fr: 'L’API n’a trouvé aucun enregistrement : relisez la liste et vérifiez les droits de la personne.',
  },
  NOT_THE_API: {
    en: 'Look at the proxy or firewall in front of the API: it answers with a page of its own.',
    fr: 'Examinez le proxy ou le pare-feu devant l’API : il répond par une page à lui.',
  },
  DEPENDENCY: {
    en: 'Correct and retry the create that was refused: what waits for it follows.',
    fr: 'Corrigez et renvoyez la création refusée : ce qui en dépend suit.',
  },
  EXPIRED: {
    en: '`notAfter` has passed. Let the person check the change, then `retry` or `discard`.',
    fr: '`notAfter` est passé. Laissez la personne vérifier, puis `retry` ou `discard`.',
  },
  REFUSED: {
    en: 'Show the server’s message; the change is kept for `retry(id, { data })`, `discard` or `keepOffline`.',
    fr: 'Montrez le message du serveur ; le changement est gardé pour `retry(id, { data })`, `discard` ou `keepOffline`.',
  },
  SERVER_ERROR: {
    en: 'Look at the API’s log. After three retries the change is kept for a person’s `retry`.',
    fr: 'Consultez le journal de l’API. Après trois nouveaux essais, le changement attend le `retry` d’une personne.',
  },
  REDIRECTED: {
    en: 'Write the endpoint as the API wants it (a slash at the end, https), so that nothing is redirected.',
    fr: 'Écrivez l’endpoint comme l’API le veut (barre finale, https), pour que rien ne soit redirigé.',
  },
  MISSING_SERVER_ID: {
    en: 'Let the API answer a create with the record, its id or a `Location`; or set `clientIds: true` where it keeps ours.',
    fr: 'Faites répondre l’API à une création par l’enregistrement, son identifiant ou un `Location` ; ou mettez `clientIds: true` si elle garde les nôtres.',
  },
  NOT_ALLOWED_NOW: {
    en: 'Read `status` and `kind` of the entry first: only parked changes can be retried or resolved.',
    fr: 'Lisez d’abord `status` et `kind` de l’entrée : seuls les changements en attente d’une décision se renvoient ou se résolvent.',
  },
  IN_FLIGHT: {
    en: 'Wait for the answer (`settled`), then call again.',
    fr: 'Attendez la réponse (`settled`), puis rappelez.',
  },
  UNKNOWN_MUTATION: {
    en: 'The entry is settled and forgotten, or belongs to another person. Take ids from `getAll()`.',
    fr: 'L’entrée est réglée et oubliée, ou appartient à quelqu’un d’autre. Prenez les identifiants dans `getAll()`.',
  },
  TRANSFORM_FAILED: {
    en: '`toServer` threw, or gave a promise, NaN, a Map or other things that JSON leaves out: let it take records with few fields, and give plain values at once. The change stays.',
    fr: '`toServer` a échoué, ou a donné une promesse, NaN, une Map ou autre chose que JSON omet : faites-lui accepter des enregistrements à peu de champs et donner des valeurs simples aussitôt. Le changement reste.',
  },
  RECORD_GONE: {
    en: 'The server has no such record any more: read the list again.',
    fr: 'Le serveur n’a plus cet enregistrement : relisez la liste.',
  },
  READ_FAILED: {
    en: 'Offer to read again (`getAll()`). `status` is that of the answer, where there was one.',
    fr: 'Proposez de relire (`getAll()`). `status` est celui de la réponse, s’il y en a eu une.',
  },
  ROWS_MAY_BE_OLD: {
    en: 'Say that the list may be out of date (`<SyncStatus />` does). It is read again by itself when the API answers, or by `getAll()`.',
    fr: 'Dites que la liste n’est peut-être pas à jour (`<SyncStatus />` le fait). Elle est relue d’elle-même quand l’API répond, ou par `getAll()`.',
  },
  LIST_INCOMPLETE: {
    en: 'Let the API give its pages in a stable order, with a total or a link to the next.',
    fr: 'Faites donner à l’API des pages d’ordre stable, avec un total ou un lien vers la suivante.',
  },
  ANSWER_TOO_LONG: {
    en: 'Page the list: a list may have 128 MB, any other answer 8 MB.',
    fr: 'Découpez la liste en pages : une liste peut faire 128 Mo, toute autre réponse 8 Mo.',
  },
  STORAGE_FULL: {
    en: 'Ask the person to keep the page open until all is sent; remove what your application stores.',
    fr: 'Demandez de garder la page ouverte jusqu’à l’envoi ; supprimez ce que votre application stocke.',
  },
  STORAGE_DENIED: {
    en: 'Allow site data for this origin: until then changes live as long as the page.',
    fr: 'Autorisez les données de site pour cette origine : d’ici là, les changements vivent le temps de la page.',
  },
  LOCKED: {
    en: 'Bring the key: `configure({ encryption: { key } })`. See [encryption](/guide/encryption).',
    fr: 'Donnez la clé : `configure({ encryption: { key } })`. Voir [chiffrement](/fr/guide/encryption).',
  },
  BAD_KEY: {
    en: 'Give 32 bytes in a `Uint8Array`.',
    fr: 'Donnez 32 octets dans un `Uint8Array`.',
  },
  NOT_READY: {
    en: 'Await `ready()` of `synchrone/streaming` before the first operation.',
    fr: 'Attendez `ready()` de `synchrone/streaming` avant la première opération.',
  },
  MODULE_UNREACHABLE: {
    en: 'Serve the file that the message names: `synchrone.wasm`, or a script beside the bundle. The address of the former may be given to `ready()`.',
    fr: 'Publiez le fichier cité : `synchrone.wasm`, ou un script à côté du bundle. L’adresse du premier peut être donnée à `ready()`.',
  },
  OTHER_USER: {
    en: 'Drop what was read: another person works here now.',
    fr: 'Abandonnez ce qui a été lu : quelqu’un d’autre travaille ici désormais.',
  },
  NO_ENDPOINT: {
    en: 'Name the endpoint in the options of the query, or in `attachSynchrone`.',
    fr: 'Nommez l’endpoint dans les options de la requête, ou dans `attachSynchrone`.',
  },
  PROVIDER_MISSING: {
    en: 'Put the component under the `Provider` of its context.',
    fr: 'Placez le composant sous le `Provider` de son contexte.',
  },
};

/** The diagnostics in French; in English they are in the sources. */
export const diagnosticsInFrench: Record<ClientDiagnostic | ReactDiagnostic, string> = {
  CONTEXT_THREW:
    'Une méthode du contexte a échoué quand un résultat tardif était affiché : sa liste peut différer de la file.',
  CONTEXT_CANNOT_RENAME:
    'Le serveur a donné un autre identifiant et le contexte ne sait pas le changer : donnez `replaceId` ou `setItems` à l’adaptateur.',
  CONTEXT_REJECTED_LATE: 'Le contexte a rejeté un changement déjà parti : celui-ci suit son cours.',
  CONTEXT_SENDS_TOO:
    'Une méthode du contexte envoie elle-même : retirez-en la requête, ou distribuez les opérations du hook comme méthodes.',
  ROW_WITHOUT_ID:
    'Une ligne n’a pas d’`id` : elle s’affiche telle quelle, sans ce qui est en file. Donnez l’enregistrement même, pas la réponse qui l’entoure.',
  ROWS_NOT_A_LIST:
    '`useSyncedRows` a reçu autre chose qu’un tableau : donnez le tableau des lignes.',
  LIST_OPTION_THREW:
    '`belongs` ou `compare` a échoué : la fonction doit accepter tout enregistrement, même à peu de champs.',
  LIST_OF_TWO_ENDPOINTS:
    'Une même liste est donnée aux hooks de deux endpoints : donnez à chacun la sienne.',
  LIST_WITHOUT_BELONGS:
    'Plusieurs listes d’un même endpoint ont des enregistrements différents : donnez `belongs`, ou `complete: false` pour une page parmi d’autres.',
  CREATED_WITH_OTHER_FIELDS:
    'Un enregistrement créé n’a aucun champ des lignes de sa liste : ce qui montre ces champs n’en montre rien. Donnez à `create` les champs des lignes, et écrivez ceux de l’API dans `toServer`.',
  READ_TIME_UNKNOWN:
    'Des lignes reçues après une confirmation ne la montrent pas, et l’heure de leur lecture est inconnue : lisez par `readFor`, donnez `readBegan`, ou passez le tableau de la requête même.',
  ROWS_NOT_FOUND:
    'Les données d’une requête n’ont pas de lignes reconnaissables : donnez `rows` à `attachSynchrone`, qui rend le tableau même.',
  SELECT_THREW:
    '`select` a échoué sur des lignes avec ce qui attend : il doit accepter un enregistrement à peu de champs.',
  KEY_OF_TWO_ENDPOINTS:
    '`attachSynchrone` a reçu une même clé pour deux endpoints : donnez à chacun des clés à lui.',
  CACHE_NOT_REMOVED:
    '`persister.removeClient` a échoué : des lignes de la personne précédente sont peut-être encore sur l’appareil. Retirez-les au prochain démarrage.',
  NO_BASE:
    'Un enregistrement qu’aucune liste n’affiche a été modifié : la requête part sans `If-Match`. Affichez-le par un hook, ou donnez `previousState`.',
  TRANSFORM_FAILED:
    '`fromServer`, `unwrap` ou `classify` a échoué, ou donné une promesse, sur une réponse : elle compte sans lui.',
  IMPORT_UNDECIDED:
    '`onImport` a échoué : une personne décidera si le changement était enregistré.',
  PAYLOAD_NOT_MIGRATED:
    '`migratePayload` a échoué, ou le changement a peut-être déjà été enregistré : il garde sa forme.',
  HEADERS_FAILED:
    '`headers` de `configure` échoue, tarde trop ou rend ce qu’aucun en-tête ne peut contenir : rien ne part et rien n’est perdu. Elle reçoit null pour les lectures, les sondes et les lots.',
  LOOK_UP_FAILED:
    'On ne peut savoir si un changement a été enregistré : l’API ne laisse lire ni l’enregistrement ni la liste. Donnez `verify`, ou le droit de lire.',
  ENGINE_RESTARTED: 'Le module a échoué et a redémarré depuis le journal.',
  CONTEXT_CANNOT_PLACE:
    'Un enregistrement supprimé est revenu à la fin de la liste : donnez au hook un adaptateur avec `setItems` ou `insert(record, index)`, ou relisez la liste.',
  CONTEXT_NOT_RECOVERED:
    'Ce changement est en file et partira, mais un rechargement ne le montrera pas d’ici là : le contexte garde ses lignes en mémoire. Passez-les par `useSyncedRows(rows, endpoint)`.',
  CONTEXT_UNCHANGED:
    'La liste du contexte ne montre pas un changement demandé à sa méthode. `createX(record)` doit garder l’`id` de l’enregistrement ; les autres sont appelées `updateX(id, changes)` et `deleteX(id)`. Si les vôtres prennent autre chose, donnez au hook un adaptateur.',
  IN_MEMORY_ONLY:
    '`useOptimisticMutation` ne garde les changements qu’en mémoire : un rechargement ou un onglet fermé perd ce qui n’a pas eu de réponse. Pour des enregistrements, prenez `useSyncMutation`.',
  NO_ROLLBACK:
    'Un appel de `useOptimisticMutation` a été rejeté et rien ne permettait d’annuler sa mise à jour : rendez une fonction de `onOptimisticUpdate`, ou donnez `previousState`.',
};
