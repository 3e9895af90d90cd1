export interface Patient {
  id: string;
  name: string;
  city: string;
}
export interface Page {
  data: Patient[];
  next: number | null;
}

async function ask<Answer>(path: string, method = 'GET', data?: object): Promise<Answer> {
  const body = data && JSON.stringify(data);
  const answer = await fetch(`/patients${path}`, {
    ...{ method, headers: { 'Content-Type': 'application/json' } },
    ...(body !== undefined && { body }),
  });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return (await answer.json()) as Answer;
}

/** What the screens read by; those without a queue write by it as well. */
export const api = {
  list: (city?: string) => ask<Patient[]>(city === undefined ? '' : `?city=${city}`),
  page: (page: number) => ask<Page>(`?page=${page}`),
  one: (id: string) => ask<Patient>(`/${id}`),
  create: (patient: Partial<Patient>) => ask<Patient>('', 'POST', patient),
};
