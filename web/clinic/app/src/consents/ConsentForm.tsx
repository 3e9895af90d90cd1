import { Button, Select } from '@mantine/core';
import { IconTrash } from '../icons/icons.tsx';
import dayjs from 'dayjs';
import { useDialogs, type FormStart } from '../dialogs/dialogs.tsx';
import { undoable } from '../undo/undo.ts';
import { focusFirstError } from '../forms/focusFirstError.ts';
import { FormDialog } from '../forms/FormDialog.tsx';
import { GrowingText } from '../forms/GrowingText.tsx';
import formClasses from '../forms/FormDialog.module.css';
import { useNewerRecord } from '../forms/NewerRecord.tsx';
import { useTypedForm } from '../forms/useTypedForm.ts';
import { TypedDateInput } from '../forms/TypedDateInput.tsx';
import { plainText } from '../clinic/form-values.ts';
import type { Consent, ConsentKind, ConsentStatus } from '../clinic/types.ts';
import { checks } from '../clinic/validation.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useConsentMutations, useConsents } from '../resources/hooks.ts';
import { useSave } from '../resources/useSave.ts';
import { expiryOf, valuesOf } from './consent-values.ts';

/** Records what a patient accepts or refuses. Withdrawing is final and asks once more. */
export function ConsentForm({ patientId, ...start }: FormStart<Consent> & { patientId: string }) {
  const { consents: words, validation, undo } = useMessages();
  const { close, open } = useDialogs();
  const final = start.record?.status === 'withdrawn';
  const { expires_at: expiresAt } = start.record ?? {};
  const expired = expiresAt != null && dayjs(expiresAt).isBefore(dayjs());
  const entered = (start.correcting?.data ?? {}) as Partial<Consent>;
  const initialValues = valuesOf({ ...start.record, ...start.draft, ...entered });
  const { comingDay } = checks(validation);
  const form = useTypedForm(
    {
      initialValues,
      validate: { expires: (day) => (day === initialValues.expires ? null : comingDay(day)) },
    },
    start,
    { expires_at: 'expires' },
  );
  const { getConsentById } = useConsents();
  const live = start.record && getConsentById(start.record.id);
  const newer = useNewerRecord(form, start.record, live, valuesOf);
  const save = useSave(
    useConsentMutations(),
    { ...start, record: newer.base },
    ({ kind }) =>
      undo.created(kind === undefined ? words.one : `${words.one}, ${words.kinds[kind]}`),
    () => open({ kind: 'consent', patientId, draft: start.draft, typed: form.values }),
  );
  const submit = form.onSubmit(({ kind, status, expires, notes }) => {
    if (newer.replacesUnseen) return;
    save({
      ...(start.record === undefined ? { patient_id: patientId } : {}),
      kind,
      status,
      expires_at: expiryOf(expires, newer.base),
      notes: plainText(notes) || null,
    });
    close();
  }, focusFirstError);
  const kinds = (Object.keys(words.kinds) as ConsentKind[]).map((kind) => ({
    value: kind,
    label: words.kinds[kind],
  }));
  const statuses = (
    ['granted', 'refused', ...(final ? (['withdrawn'] as const) : [])] satisfies ConsentStatus[]
  ).map((status) => ({ value: status, label: words.statuses[status] }));

  return (
    <FormDialog
      title={start.record ? words.edit : words.new}
      onSubmit={submit}
      form={form}
      newer={newer}
      canSave={!final}
      extraActions={start.record && <ConsentActions consent={start.record} />}
    >
      <Select
        label={words.kind}
        allowDeselect={false}
        data-autofocus
        data={kinds}
        // Another one is another consent.
        readOnly={start.record !== undefined}
        {...form.getInputProps('kind')}
      />
      <Select
        label={words.status}
        allowDeselect={false}
        data={statuses}
        readOnly={final}
        {...form.getInputProps('status')}
      />
      <TypedDateInput
        label={words.expiresAt}
        clearable={!expired}
        {...(expired ? { description: words.expiredHint } : { minDate: new Date() })}
        readOnly={final || expired}
        {...form.getInputProps('expires')}
      />
      <GrowingText
        className={formClasses.full}
        label={words.notes}
        minRows={2}
        maxRows={6}
        readOnly={final}
        {...form.getInputProps('notes')}
      />
    </FormDialog>
  );
}

function ConsentActions({ consent }: { consent: Consent }) {
  const { consents: words, actions, undo } = useMessages();
  const { open } = useDialogs();
  const { mutate, delete: remove } = useConsentMutations();
  const previousState = consent;
  const kind = words.kinds[consent.kind];
  const askToWithdraw = () =>
    open({
      kind: 'confirm',
      title: words.withdrawTitle,
      text: words.withdrawText(kind),
      action: words.withdraw,
      onConfirm: () =>
        undoable(undo.withdrawn(kind), (options) =>
          mutate(consent.id, { status: 'withdrawn' }, { previousState, ...options }),
        ),
    });
  const askToDelete = () =>
    open({
      kind: 'confirm',
      title: words.deleteTitle,
      text: words.deleteText(kind),
      action: actions.delete,
      onConfirm: () =>
        undoable(undo.deleted(kind), (options) =>
          remove(consent.id, { previousState, ...options }),
        ),
    });
  return (
    <>
      {consent.status === 'granted' && (
        <Button variant="default" onClick={askToWithdraw}>
          {words.withdraw}
        </Button>
      )}
      <Button
        variant="subtle"
        color="red"
        leftSection={<IconTrash size={16} />}
        onClick={askToDelete}
      >
        {actions.delete}
      </Button>
    </>
  );
}
