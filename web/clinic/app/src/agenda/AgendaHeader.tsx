import { ActionIcon, Button, SegmentedControl, UnstyledButton } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconCalendarPlus,
  IconChevronDown,
  IconChevronLeft,
  IconChevronRight,
} from '../icons/icons.tsx';
import { part } from '../parts/parts.ts';
import { PageHeader } from '../frame/PageHeader.tsx';
import { formatShownDay, formatWeek } from '../clinic/dates.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { buttonOf, usePopup } from '../popups/usePopup.ts';
import { WhileOpen } from '../popups/WhileOpen.tsx';
import classes from './AgendaPage.module.css';
import { PractitionerFilter } from './PractitionerFilter.tsx';
import type { AgendaState, AgendaView } from './useAgendaState.ts';

const DayPanel = part(async () => (await import('../parts/seldom.ts')).DayPanel);
const DisplayMenu = part(async () => (await import('../parts/seldom.ts')).DisplayMenu);

export interface AgendaHeaderProps {
  state: AgendaState;
  /** Appointments shown; null while they are being read. */
  count: number | null;
  phone: boolean;
  onCreate(): void;
}

/** Where the agenda is in time, whose it is, and the main action. */
export function AgendaHeader({ state, count, phone, onCreate }: AgendaHeaderProps) {
  const { agenda, appointments } = useMessages();
  return (
    <PageHeader
      title={agenda.title}
      crowded
      aside={count === null ? undefined : agenda.count(count)}
      action={
        <Button
          leftSection={<IconCalendarPlus size={16} />}
          onClick={onCreate}
          aria-keyshortcuts="n"
        >
          {phone ? appointments.one : appointments.new}
        </Button>
      }
    >
      <div className={classes.navigation}>
        <Stepper state={state} />
        <DateButton state={state} brief={phone} />
      </div>
      <div className={classes.choices}>
        <PractitionerFilter state={state} brief={phone} />
        {!phone && (
          <SegmentedControl
            className={classes.view}
            aria-label={agenda.view}
            value={state.view}
            onChange={(view) => state.setView(view as AgendaView)}
            data={[
              { value: 'day', label: agenda.day },
              { value: 'week', label: agenda.week },
            ]}
          />
        )}
        <DisplayButton state={state} phone={phone} />
      </div>
    </PageHeader>
  );
}

function DisplayButton({ state, phone }: { state: AgendaState; phone: boolean }) {
  const { agenda } = useMessages();
  const popup = usePopup();
  return (
    <>
      <ActionIcon
        size="lg"
        aria-label={agenda.display}
        title={agenda.display}
        {...buttonOf(popup, 'menu')}
      >
        <IconAdjustmentsHorizontal size={18} />
      </ActionIcon>
      <WhileOpen popup={popup}>
        <DisplayMenu popup={popup} state={state} phone={phone} />
      </WhileOpen>
    </>
  );
}

function Stepper({ state }: { state: AgendaState }) {
  const { agenda } = useMessages();
  const day = state.view === 'day';
  return (
    <>
      <Button variant="default" px="sm" className={classes.today} onClick={state.goToToday}>
        {agenda.today}
      </Button>
      <ActionIcon
        size="lg"
        className={classes.step}
        aria-label={day ? agenda.previousDay : agenda.previousWeek}
        onClick={() => state.step(-1)}
      >
        <IconChevronLeft size={18} />
      </ActionIcon>
      <ActionIcon
        size="lg"
        className={classes.step}
        aria-label={day ? agenda.nextDay : agenda.nextWeek}
        onClick={() => state.step(1)}
      >
        <IconChevronRight size={18} />
      </ActionIcon>
    </>
  );
}

function DateButton({ state, brief }: { state: AgendaState; brief: boolean }) {
  const { agenda } = useMessages();
  const popup = usePopup();
  const label = state.view === 'day' ? formatShownDay(state.day, brief) : formatWeek(state.day);
  return (
    <>
      <UnstyledButton
        className={classes.date}
        aria-label={`${agenda.chooseDate} : ${label}`}
        {...buttonOf(popup, 'dialog')}
      >
        {label}
        <IconChevronDown size={15} aria-hidden="true" />
      </UnstyledButton>
      <WhileOpen popup={popup}>
        <DayPanel popup={popup} state={state} />
      </WhileOpen>
    </>
  );
}
