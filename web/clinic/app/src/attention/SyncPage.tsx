import { AuditTrail, SyncInspector } from 'synchrone/streaming';
import { Later } from '../parts/Later.tsx';
import { PageHeader } from '../frame/PageHeader.tsx';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { usePerson } from '../session/useSession.ts';
import classes from './SyncPage.module.css';
import { useRecordNames } from './useClinicDescriber.ts';
import { useSyncWords } from './SyncCenter.tsx';

/** What is on its way and why it waits, and what became of everything before. */
export function SyncPage() {
  const { messages, language } = useLanguage();
  const { describer, commands, parked } = useSyncWords();
  const self = usePerson();
  // The journal of this device: what others left here is not shown, and an id means nothing to people.
  const nameOf = (id: string): string =>
    id === self.id ? self.name : messages.session.someoneElse;
  const recordName = useRecordNames();
  const aboutOf = (resource: string, id: string): string => {
    const refused = parked.find((entry) => entry.entity === id && entry.resource === resource);
    return recordName(resource, id) || (refused === undefined ? '' : describer.about(refused));
  };
  return (
    <>
      <PageHeader title={messages.navigation.sync} />
      <div className={classes.page}>
        <Later>
          <SyncInspector language={language} describer={describer} commands={commands} />
          <AuditTrail language={language} describer={describer} nameOf={nameOf} aboutOf={aboutOf} />
        </Later>
      </div>
    </>
  );
}
