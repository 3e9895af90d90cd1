import { ActionIcon, Button, Menu, Popover, SegmentedControl, UnstyledButton } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconCalendarPlus,
  IconChevronDown,
  IconChevronLeft,
  IconChevronRight,
  IconPrinter,
} from '@tabler/icons-react';
import dayjs from 'dayjs';
import { Suspense, useState } from 'react';
import { part } from '../app/parts.ts';
import { PageHeader } from '../app/PageHeader.tsx';
import { formatWeek } from '../clinic/dates.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { densities, usePreferences } from '../session/preferences.ts';
import classes from './AgendaPage.module.css';
import { PractitionerFilter } from './PractitionerFilter.tsx';
import { printDays } from './PrintedDays.tsx';
import type { AgendaState, AgendaView } from './useAgendaState.ts';

const DayPicker = part(async () => (await import('../app/seldom.ts')).DayPicker);

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
        <DisplayMenu state={state} phone={phone} />
      </div>
    </PageHeader>
  );
}

/** How the agenda is shown, and on paper. */
function DisplayMenu({ state, phone }: { state: AgendaState; phone: boolean }) {
  const { agenda } = useMessages();
  const { density, choose } = usePreferences();
  return (
    <Menu position="bottom-end" shadow="md" width={240}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={agenda.display} title={agenda.display}>
          <IconAdjustmentsHorizontal size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!phone && (
          <>
            <Menu.Label>{agenda.density}</Menu.Label>
            {densities.map((one) => (
              <Menu.RadioItem
                key={one}
                value={one}
                checked={one === density}
                closeMenuOnClick
                onChange={() => choose({ density: one })}
              >
                {agenda.densities[one]}
              </Menu.RadioItem>
            ))}
            <Menu.Divider />
          </>
        )}
        <Menu.CheckboxItem
          checked={state.withCancelled}
          closeMenuOnClick
          onChange={(checked) => state.showCancelled(checked)}
        >
          {agenda.showCancelled}
        </Menu.CheckboxItem>
        <Menu.Divider />
        <Menu.Item leftSection={<IconPrinter size={16} />} onClick={printDays}>
          {agenda.print}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
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
        aria-label={day ? agenda.previousDay : agenda.previousWeek}
        onClick={() => state.step(-1)}
      >
        <IconChevronLeft size={18} />
      </ActionIcon>
      <ActionIcon
        size="lg"
        aria-label={day ? agenda.nextDay : agenda.nextWeek}
        onClick={() => state.step(1)}
      >
        <IconChevronRight size={18} />
      </ActionIcon>
    </>
  );
}

/** The year goes without saying while it is this one. */
const longFormat = (day: string): string =>
  dayjs(day).isSame(dayjs(), 'year') ? 'ddd D MMMM' : 'ddd D MMM YYYY';

function DateButton({ state, brief }: { state: AgendaState; brief: boolean }) {
  const { agenda } = useMessages();
  const [opened, setOpened] = useState(false);
  const day = dayjs(state.day).format(brief ? 'ddd D MMM' : longFormat(state.day));
  const label = state.view === 'day' ? day : formatWeek(state.day);
  return (
    <Popover opened={opened} onChange={setOpened} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton
          className={classes.date}
          aria-label={`${agenda.chooseDate} : ${label}`}
          onClick={() => setOpened((before) => !before)}
        >
          {label}
          <IconChevronDown size={15} aria-hidden="true" />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense>
          <DayPicker
            day={state.day}
            onChoose={(day) => {
              if (day !== null) state.setDay(day);
              setOpened(false);
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
