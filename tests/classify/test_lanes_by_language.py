"""Matters of the restricted lanes as people write of them in five languages, and what only sounds like them: one line is one mail."""

from __future__ import annotations

import pytest

from classify.features import wording
from classify.signs import Signs, signs_of
from tests.classify.wordings import letter
from tickets.understanding import TopicLabel

LANES = {
    "privacy": """
Ein Fremder hat über die Kamera mit meinem Kind gesprochen.
Meine Kamera wurde gehackt.
Mein Exmann kann noch immer auf meine Kameras zugreifen.
Auf der Anlage sehe ich plötzlich die Kameras von jemand anderem.
Der Verkäufer des Hauses kommt noch immer auf unsere Kameras.
Bitte löschen Sie alle meine Daten bei Ihnen.
Veo en mi aplicación las cámaras de otra casa.
Un desconocido habló por la cámara de mi hijo.
El dueño anterior sigue viendo nuestras cámaras.
Exijo que borren todos mis datos personales.
Quelqu'un a piraté ma caméra.
Mon ancien mari voit encore mes caméras.
Je vois les caméras d'une autre maison dans mon appli.
Je demande la suppression de mes données.
Um estranho falou pela câmera do bebê.
Vejo no meu aplicativo as câmeras de outra casa.
Quero que apaguem todos os meus dados.
I can see somebody else's house in my app.
A stranger talked to my baby through the camera.
My ex can still see my cameras.
    """,
    "legal": """
Anbei ein Durchsuchungsbeschluss, bitte geben Sie die Daten heraus.
Mein Anwalt wird sich bei Ihnen melden, ich verklage Sie.
Die Staatsanwaltschaft ersucht um Übermittlung der Kundendaten.
Wir setzen Ihnen eine Frist bis zum 1., danach erheben wir Klage.
Adjuntamos mandamiento judicial para la entrega de los datos del usuario.
Voy a demandarlos, mi abogado ya está avisado.
Les remitimos requerimiento de la fiscalía sobre la cuenta del usuario.
Nous vous adressons une réquisition judiciaire concernant ce compte.
Je vais porter plainte contre vous.
Mon avocat vous contactera, je vous assigne en justice.
Segue ofício judicial requisitando os dados da conta.
Vou processar vocês, meu advogado vai entrar em contato.
We will sue you, expect a letter from our lawyer.
Attached is a subpoena for account records.
    """,
    "threat": """
Ich komme vorbei und mache euch fertig.
Ihr werdet es bereuen, ich weiß wo ihr wohnt.
Ich bring euch um.
Ich zünde euch die Bude an.
Los voy a matar.
Sé dónde viven, se van a arrepentir.
Les voy a quemar el local.
Je vais venir vous casser la figure.
Je sais où vous habitez, vous allez le regretter.
Je vais mettre le feu à vos bureaux.
Vou aí quebrar vocês.
Sei onde vocês moram, vão se arrepender.
I'm going to come down there and break your legs.
I will burn your office down.
    """,
    "vulnerability": """
Ich habe eine Sicherheitslücke in Ihrer Firmware entdeckt.
Encontré una vulnerabilidad en su firmware.
J'ai découvert une faille de sécurité dans votre enregistreur.
Encontrei uma falha de segurança no gravador de vocês.
I found an authentication bypass in your recorder.
    """,
}
NO_LANES = """
Darf ich mit der Kamera den Gehweg filmen, ist das vom Datenschutz her erlaubt?
Wie richte ich eine Privatzonenmaske ein?
Meine Frau möchte auch auf die Kameras zugreifen, wie teile ich sie?
Der Anwalt unseres Kunden braucht das Video, wie exportiere ich es?
Die Polizei war da und wollte das Video, wie speichere ich es?
Ich bringe das Gerät morgen vorbei, ist jemand da?
¿Cómo pongo una máscara de privacidad?
La policía quiere el video, ¿cómo lo saco?
Mi abogado necesita el video del accidente, ¿cómo lo exporto?
Comment masquer la fenêtre du voisin dans l'image ?
La gendarmerie veut la vidéo, comment l'exporter ?
Como mascaro a janela do vizinho?
A polícia quer o vídeo, como tiro?
How do I set up a privacy mask?
My lawyer needs the clip, how do I export it?
My wife can't see the cameras on her phone, how do I share them?
I'm coming down there tomorrow to drop off the unit, is somebody in?
I could kill for a dark mode in the app!
Ich bring mich um den Schlaf mit dem Gepiepse, wie geht das aus?
"""


def signs(line: str) -> Signs:
    message = letter(line, subject="Kamera")
    return signs_of(message, wording(message), TopicLabel(label="troubleshooting.hardware", confidence=0.9))


@pytest.mark.parametrize(("lane", "line"), [(lane, line) for lane, lines in LANES.items() for line in lines.strip().splitlines()])
def test_a_restricted_matter_is_heard_in_every_language(lane: str, line: str) -> None:
    assert signs(line).lane == lane


@pytest.mark.parametrize("line", NO_LANES.strip().splitlines())
def test_what_only_sounds_like_a_restricted_matter_is_none(line: str) -> None:
    assert signs(line).lane == ""
