// The API of the playground: a script in the page. Its records are in the storage, so that both tabs
// talk to the same server.

export interface Patient {
  id: string;
  name: string;
  city: string;
  version: number;
}
export interface Exchange {
  method: string;
  status: number | 'lost';
  path: string;
}

interface Data {
  next: number;
  patients: Patient[];
  /** Answers by idempotency key. */
  answers: Record<string, Reply>;
  log: Exchange[];
}
interface Reply {
  status: number;
  body: unknown;
}
/** What the switches want of this one request. */
export interface Wishes {
  refuse: boolean;
  conflict: boolean;
}

export const kPath = '/playground-api/patients';
const kKey = 'playground:server';
const kLog = 8;

const first: Data = {
  next: 4,
  patients: [
    { id: 's1', name: 'Jeanne Dupont', city: 'Lyon', version: 1 },
    { id: 's2', name: 'Samir Benali', city: 'Lille', version: 1 },
    { id: 's3', name: 'Marie Lefèvre', city: 'Nantes', version: 1 },
  ],
  answers: {},
  log: [],
};

const listeners = new Set<() => void>();
let text = localStorage.getItem(kKey) ?? JSON.stringify(first);
let shown = JSON.parse(text) as Data;

function read(): Data {
  return JSON.parse(localStorage.getItem(kKey) ?? JSON.stringify(first)) as Data;
}

function write(data: Data): void {
  localStorage.setItem(kKey, JSON.stringify(data));
  show();
}

function show(): void {
  const next = localStorage.getItem(kKey) ?? JSON.stringify(first);
  if (next === text) return;
  text = next;
  shown = JSON.parse(next) as Data;
  for (const listener of listeners) listener();
}

window.addEventListener('storage', show);

export const server = {
  get: (): Data => shown,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** All records as on the first day. */
  reset(): void {
    localStorage.removeItem(kKey);
    show();
  },
  note(exchange: Exchange): void {
    const data = read();
    write({ ...data, log: [exchange, ...data.log].slice(0, kLog) });
  },
  /** Does what is asked and answers, once for each idempotency key. */
  answer(method: string, path: string, headers: Headers, body: string, wishes: Wishes): Reply {
    const data = read();
    const key = headers.get('Idempotency-Key');
    const known = key === null ? undefined : data.answers[key];
    if (known !== undefined) return known;
    const reply = serve(data, method, path.slice(kPath.length + 1), headers, body, wishes);
    if (key !== null && reply.status < 300) data.answers[key] = reply;
    write(data);
    return reply;
  },
};

function serve(
  data: Data,
  method: string,
  id: string,
  headers: Headers,
  body: string,
  wishes: Wishes,
): Reply {
  const found = data.patients.find((patient) => patient.id === id);
  if (method === 'GET' || method === 'HEAD') {
    if (id === '') return { status: 200, body: listOf(data.patients) };
    return found ? success(200, found) : failure(404, 'NOT_FOUND', 'No such patient.');
  }
  if (wishes.refuse) {
    return failure(422, 'NOT_ACCEPTED', refusal());
  }
  if (method === 'POST') {
    const sent = JSON.parse(body) as Partial<Patient>;
    const { name = '', city = '' } = sent;
    const created = { id: `s${data.next}`, name, city, version: 1 };
    data.next += 1;
    data.patients.push(created);
    return success(201, created);
  }
  if (found === undefined) return failure(404, 'NOT_FOUND', 'No such patient.');
  if (wishes.conflict) Object.assign(found, { city: 'Brest', version: found.version + 1 });
  const known = headers.get('If-Match');
  if (known !== null && known !== `"${found.version}"`) {
    const details = { current: found };
    return { status: 412, body: { success: false, error: { code: 'VERSION', details } } };
  }
  if (method === 'DELETE') {
    data.patients = data.patients.filter((patient) => patient !== found);
    return { status: 204, body: undefined };
  }
  Object.assign(found, JSON.parse(body), { id, version: found.version + 1 });
  return success(200, found);
}

/** As an API does that looks at Accept-Language. */
function refusal(): string {
  return document.documentElement.lang.startsWith('fr')
    ? 'Le serveur n’accepte pas ce changement.'
    : 'The server does not accept this change.';
}

/** With the count of all: a list that does not say it is asked for further pages. */
function listOf(patients: readonly Patient[]): object {
  const { length } = patients;
  return {
    success: true,
    data: patients,
    pagination: { page: 1, limit: length, total: length },
  };
}

function success(status: number, patient: Patient): Reply {
  return { status, body: { success: true, data: { ...patient } } };
}

function failure(status: number, code: string, message: string): Reply {
  return { status, body: { success: false, error: { code, message } } };
}
