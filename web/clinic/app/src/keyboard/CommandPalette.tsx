import '@mantine/spotlight/styles.css';
import {
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from '@mantine/spotlight';
import {
  IconBuilding,
  IconCalendar,
  IconCalendarPlus,
  IconEye,
  IconFlask,
  IconKey,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSun,
  IconUserCog,
  IconUserPlus,
} from '../icons/icons.tsx';
import { useMantineColorScheme } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useNow } from '../app/clock.tsx';
import { formatDay, isoDay } from '../clinic/dates.ts';
import { fileName, practitionerName } from '../clinic/people.ts';
import { fold, patientFromSearch, searchPatients, searchPractitioners } from '../clinic/search.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useWords } from '../management/words.ts';
import { usePatients, usePractitioners } from '../resources/hooks.ts';
import { mayManage } from '../session/person.ts';
import { usePerson } from '../session/useSession.ts';
import { useSignOut } from '../session/useSignOut.ts';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { leavePalette, paletteClosed, paletteStore } from './palette.ts';
import { pages } from '../app/pages.ts';
import { agendaPath, paths, patientPath } from '../app/paths.ts';

/** Patients listed at a time. */
const offered = 7;

/** A transition would keep the field out of the page for some frames, in which keys go to the form below. */
const atOnce = { duration: 0 };

/** To blur the page below costs a slow device every frame. */
const unblurred = { blur: 0, backgroundOpacity: 0.4 };

/**
 * Ctrl+K from anywhere, also from a field: patients, practitioners, pages and actions by a few letters. It takes and leaves the keyboard
 * within the keystroke that opens or closes it. The results are not deferred: the library marks the first one, for Enter,
 * right after the keystroke.
 */
export function CommandPalette() {
  const { palette } = useMessages();
  const [query, setQuery] = useState('');
  const groups = useGroups(query);
  return (
    <Spotlight
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      filter={(_, actions) => actions}
      store={paletteStore}
      shortcut={null}
      transitionProps={atOnce}
      overlayProps={unblurred}
      returnFocus={false}
      onSpotlightClose={paletteClosed}
      closeOnActionTrigger={false}
      nothingFound={palette.nothing}
      scrollable
      maxHeight={420}
      clearQueryOnClose
      searchProps={{
        autoFocus: true,
        leftSection: <IconSearch size={18} aria-hidden="true" />,
        placeholder: palette.placeholder,
        'aria-label': palette.open,
      }}
    />
  );
}

function useGroups(query: string): SpotlightActionGroupData[] {
  const { palette, navigation } = useMessages();
  const commands = useCommands();
  const destinations = usePageActions();
  const patients = usePatientActions(query);
  const practitioners = usePractitionerActions(query);
  const create = useCreateAction(query);
  const matches = ({ label }: SpotlightActionData) =>
    fold(label ?? '').includes(fold(query.trim()));
  const groups = [
    { group: palette.patients, actions: patients },
    { group: navigation.practitioners, actions: practitioners },
    { group: palette.actions, actions: commands.filter(matches) },
    { group: palette.pages, actions: destinations.filter(matches) },
  ].filter(({ actions }) => actions.length > 0);
  if (groups.length > 0 || query.trim() === '') return groups;
  return [{ group: palette.actions, actions: [create] }];
}

/** Whom the search has not found can be made of what was typed. */
function useCreateAction(query: string): SpotlightActionData {
  const { appointments } = useMessages();
  const { open } = useDialogs();
  return {
    id: 'new-patient-named',
    label: appointments.newPatientNamed(query.trim()),
    leftSection: <IconUserPlus size={18} stroke={1.75} aria-hidden="true" />,
    onClick: () => leavePalette(() => open({ kind: 'patient', draft: patientFromSearch(query) })),
  };
}

function usePatientActions(query: string): SpotlightActionData[] {
  const { patients } = usePatients();
  const [, navigate] = useLocation();
  return useMemo(() => {
    if (query.trim() === '') return [];
    return searchPatients(patients, query)
      .slice(0, offered)
      .map((patient) => ({
        id: `patient-${patient.id}`,
        label: fileName(patient),
        description: [patient.birth_date && formatDay(patient.birth_date), patient.city]
          .filter(Boolean)
          .join(' · '),
        onClick: () => leavePalette(() => navigate(patientPath(patient.id))),
      }));
  }, [patients, query, navigate]);
}

/** Their agenda of today. */
function usePractitionerActions(query: string): SpotlightActionData[] {
  const { practitioners } = usePractitioners();
  const today = useNow().format(isoDay);
  const [, navigate] = useLocation();
  if (query.trim() === '') return [];
  return searchPractitioners(practitioners, query)
    .filter(({ active }) => active)
    .slice(0, offered)
    .map((practitioner) => ({
      id: `practitioner-${practitioner.id}`,
      label: practitionerName(practitioner),
      description: practitioner.specialty,
      leftSection: <IconCalendar size={18} stroke={1.75} aria-hidden="true" />,
      onClick: () => leavePalette(() => navigate(agendaPath(today, practitioner.id))),
    }));
}

function usePageActions(): SpotlightActionData[] {
  const { navigation, clinic } = useMessages();
  const words = useWords();
  const isManager = mayManage(usePerson());
  const [, navigate] = useLocation();
  const all = [
    ...pages.map((page) => ({ ...page, label: navigation[page.id] })),
    { id: 'own-account', path: paths.ownAccount, icon: IconKey, label: words.ownAccount },
  ];
  const managed = [
    { id: 'clinic', path: paths.clinic, icon: IconBuilding, label: clinic },
    { id: 'accounts', path: paths.accounts, icon: IconUserCog, label: words.accounts },
    { id: 'audit', path: paths.audit, icon: IconEye, label: words.audit },
  ];
  return [...all, ...(isManager ? managed : [])].map(({ id, path, icon: Icon, label }) => ({
    id: `page-${id}`,
    label,
    leftSection: <Icon size={18} stroke={1.75} aria-hidden="true" />,
    onClick: () => leavePalette(() => navigate(path)),
  }));
}

function useCommands(): SpotlightActionData[] {
  const { patients, appointments, settings, session } = useMessages();
  const signOut = useSignOut();
  const { open } = useDialogs();
  const { setColorScheme } = useMantineColorScheme();
  const command = (
    id: string,
    label: string,
    Icon: typeof IconSun,
    onClick: () => void,
  ): SpotlightActionData => ({
    id,
    label,
    leftSection: <Icon size={18} stroke={1.75} aria-hidden="true" />,
    onClick: () => leavePalette(onClick),
  });
  return [
    command('new-patient', patients.new, IconUserPlus, () => open({ kind: 'patient' })),
    command('new-appointment', appointments.new, IconCalendarPlus, () =>
      open({ kind: 'appointment' }),
    ),
    command('light', `${settings.appearance} : ${settings.light}`, IconSun, () =>
      setColorScheme('light'),
    ),
    command('dark', `${settings.appearance} : ${settings.dark}`, IconMoon, () =>
      setColorScheme('dark'),
    ),
    command('shortcuts', settings.shortcuts, IconKeyboard, () => open({ kind: 'shortcuts' })),
    command('sign-out', session.signOut, IconLogout, signOut),
    command('demo', settings.demonstration, IconFlask, () => open({ kind: 'demo' })),
  ];
}
