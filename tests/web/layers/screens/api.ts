export interface Patient {
  id: string;
  name: string;
  city: string;
}
export interface Page {
  data: Patient[];
  next: number | null;
}

/** What the screens read and write by. */
export declare const api: {
  list(city?: string): Promise<Patient[]>;
  page(page: number): Promise<Page>;
  one(id: string): Promise<Patient>;
  create(patient: Partial<Patient>): Promise<Patient>;
  update(id: string, changes: Partial<Patient>): Promise<Patient>;
};
