import type {
  ForgetPast,
  OpenPast,
  PastForgotten,
  PastFound,
  PastMeetings,
  PastPage,
  RestorePast,
  SearchPast,
} from '../../wire/messages'
import { request } from './app_api'

/** What the window's own app keeps of past meetings (`docs/protocol.md`, section 5). Every method rejects with a
 *  ProblemError. */
export interface PastApi {
  meetings(): Promise<PastMeetings>
  page(request: OpenPast): Promise<PastPage>
  search(request: SearchPast): Promise<PastFound>
  forget(request: ForgetPast): Promise<PastForgotten>
  restore(request: RestorePast): Promise<PastForgotten>
}

export class HttpPastApi implements PastApi {
  readonly #fetch: typeof fetch

  constructor(fetchFunction: typeof fetch = (...request) => fetch(...request)) {
    this.#fetch = fetchFunction
  }

  meetings(): Promise<PastMeetings> {
    return request(this.#fetch, 'GET', '/api/past')
  }

  page(asked: OpenPast): Promise<PastPage> {
    return request(this.#fetch, 'POST', '/api/past/messages', asked)
  }

  search(asked: SearchPast): Promise<PastFound> {
    return request(this.#fetch, 'POST', '/api/past/search', asked)
  }

  forget(asked: ForgetPast): Promise<PastForgotten> {
    return request(this.#fetch, 'POST', '/api/past/forget', asked)
  }

  restore(asked: RestorePast): Promise<PastForgotten> {
    return request(this.#fetch, 'POST', '/api/past/restore', asked)
  }
}
