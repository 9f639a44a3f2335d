import { useSignal } from '@preact/signals'
import type { DeskReportDetail, ReportContact } from '../../api/schema.gen'
import { Form } from '../../ui/Form'
import { reportsDesk } from './api'
import { q } from './i18n'

/** How the reporter can be reached: told for a purpose, which is recorded. */
export function ContactRead({ now }: { now: DeskReportDetail }) {
  const known = useSignal<ReportContact | null>(null)
  const says = q().contact
  const go = async (data: FormData): Promise<void> => {
    known.value = await reportsDesk.contact(now.report.id, String(data.get('purpose') ?? '').trim())
  }
  return (
    <section class="section">
      <h2>{says.title}</h2>
      {!now.has_contact && <p class="secondary">{says.none}</p>}
      {now.has_contact && !known.value && (
        <Form button={says.button} go={go}>
          <p class="secondary">{says.lead}</p>
          <label class="field">
            {says.purpose}
            <input
              name="purpose"
              required
              minLength={5}
              maxLength={300}
              placeholder={says.purposeHint}
              autocomplete="off"
            />
          </label>
        </Form>
      )}
      {known.value && (
        <dl class="facts" data-test="contact">
          {(['name', 'phone', 'email'] as const).map(
            (part) =>
              known.value?.[part] && (
                <>
                  <dt>{says[part]}</dt>
                  <dd>{known.value[part]}</dd>
                </>
              ),
          )}
        </dl>
      )}
    </section>
  )
}
