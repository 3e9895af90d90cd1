import { plainDescriber, type ChangeDescriber } from 'synchrone/ui';
import { server, type Patient } from './server.ts';

const kLabels = {
  en: { name: 'Name', city: 'City' },
  fr: { name: 'Nom', city: 'Ville' },
};

/** Changes in the words of the playground: whose they are, and its two fields. */
export function describerOf(language: 'en' | 'fr'): ChangeDescriber {
  const plain = plainDescriber(language);
  return {
    ...plain,
    about(entry) {
      const known = server.get().patients.find(({ id }) => id === entry.entity);
      return (entry.data as Partial<Patient> | null)?.name ?? known?.name ?? plain.about(entry);
    },
    fieldLabel: (_, field) => (kLabels[language] as Record<string, string>)[field] ?? null,
  };
}
