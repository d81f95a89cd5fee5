// The questions with their translations, those that wait for a moderator first: an interpreter reads them beforehand and corrects them.

import { useRoom } from "../context";
import { Icon } from "../icons";
import { choose, Correction, targets } from "../panels/correction";
import { Hour, LanguageBadge } from "../panels/written";
import { correctionBox, inLanguageOf, translationsOf } from "../translations";
import type { Question } from "../views";

const ORDER = ["staged", "held", "open", "answered"];

export function Questions() {
  const room = useRoom();
  const { words, store } = room;
  const all = store.values<Question>("questions/").filter(({ state }) => ORDER.includes(state));
  const questions = all.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.number - a.number);
  return (
    <section class="card booth-questions" aria-labelledby="booth-questions">
      <h2 id="booth-questions" class="check-title"><Icon name="question" /> {words.t("booth.questions")} <span class="count figures">{words.number(questions.length)}</span></h2>
      <p class="field-hint">{words.t(questions.length === 0 ? "booth.questions_none" : "booth.questions_hint")}</p>
      <ul class="list-plain booth-question-list">{questions.map((question) => <Row key={question.question} question={question} />)}</ul>
    </section>
  );
}

function Row({ question: { question, number, text, language, state, at } }: { question: Question }) {
  const room = useRoom();
  const { words } = room;
  const about = `question/${question}`;
  const made = translationsOf(room, about);
  const writing = room.drafts.of(correctionBox(about)).about.value !== null;
  return (
    <li class="booth-question" data-question={question} data-state={state}>
      <p class="meta"><span class="figures">#{words.number(number)}</span> <span class={state === "held" ? "badge badge-sun" : state === "staged" ? "badge badge-live" : "badge"}>{words.t(`questions.state.${state}`)}</span> <LanguageBadge language={language} /> <Hour at={at} /></p>
      <p class="written" lang={language} dir="auto">{text}</p>
      {targets(room, language).map((tag) => {
        const translation = inLanguageOf(made, tag);
        const name = words.languageName(tag);
        return (
          <div key={tag} class="booth-translation" data-language={tag}>
            <p class="translated-by">
              <strong>{name}</strong>
              <span>{translation === null ? words.t("booth.untranslated") : translation.by === null ? words.t("translations.automatic") : words.t("translations.by", { name: translation.by })}</span>
              {room.may("translation.correct") && !writing && (
                <button type="button" class="link-button" aria-label={`${words.t(translation === null ? "translations.write" : "translations.correct")}: ${name}, #${number}`} onClick={() => choose(room, about, tag)}>
                  {words.t(translation === null ? "translations.write" : "translations.correct")}
                </button>
              )}
            </p>
            {translation !== null && <p class="written" lang={translation.language} dir="auto">{translation.text}</p>}
          </div>
        );
      })}
      <Correction about={about} language={language} text={text} />
    </li>
  );
}
