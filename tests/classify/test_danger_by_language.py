"""Danger as people write of it in five languages, and what only sounds like it: one line is one mail."""

from __future__ import annotations

import pytest

from classify.features import wording
from classify.signs import Signs, emergency_of, signs_of
from tests.classify.wordings import letter
from tickets.understanding import TopicLabel

EMERGENCIES = {
    "fire": """
Aus dem Rekorder qualmt es, was tun?
Das Netzteil ist geschmolzen und stinkt.
Es stinkt nach verschmortem Plastik aus dem Schrank mit dem Rekorder.
Aus der Kamera kommen Funken.
Der Kasten ist so heiss, man verbrennt sich die Finger dran.
Die Kamera hat Feuer gefangen, Feuerwehr war schon da.
Mein Mann hat beim Anfassen vom Gehäuse einen Schlag bekommen.
Der Akku von der Klingel ist aufgebläht.
Am Stecker ist alles schwarz verkohlt.
Das Gehäuse steht unter Strom, es kribbelt wenn man es anfasst.
Es hat einen Knall gegeben und jetzt kommt Rauch raus.
Der Rekorder kokelt.
Es riecht ganz komisch nach Gummi und der Rekorder ist glühend heiß.
Hab an der Kamera eine gewischt bekommen, da ist Strom drauf.
El cargador se derritió y huele feo.
Sale humo del grabador.
Me dio un toque al tocar la cámara.
La batería del timbre está hinchada.
El enchufe echa chispas cuando conecto la fuente.
Se está quemando el grabador, qué hago.
El transformador está al rojo vivo, no se puede ni tocar.
Huele a chamuscado el aparato.
Hubo un cortocircuito con chispazo y se chamuscó la pared.
Le chargeur a fondu.
Ça sent le plastique cramé.
L'enregistreur fume.
J'ai pris le jus en touchant la caméra.
Il y a eu des étincelles à la prise.
L'alimentation est brûlante, impossible de la toucher.
La batterie de la sonnette a gonflé.
Une odeur de roussi sort du boîtier.
Le boîtier a pris feu.
A fonte derreteu.
Tá saindo fumaça do gravador.
Levei um choque na câmera.
O aparelho está a deitar fumo.
Cheira a queimado aqui ao pé do gravador.
A bateria da campainha estufou.
Deu um estouro e saiu faísca da tomada.
O gravador está a escaldar, não se pode tocar.
The recorder is so hot that the paint on the shelf blisters.
The adapter got so hot it turned the wood brown.
My hand got burned touching the NVR.
It smells like something is burning inside the recorder.
The plug is melting.
There is a burning odor from the camera.
I got a jolt from the metal housing of the camera.
There was a pop and a puff of smoke.
The outlet is scorched black where the camera plugs in.
The box is hot enough to burn you.
    """,
    "break_in": """
Heute Nacht waren Einbrecher bei uns in der Werkstatt.
Uns wurde der Transporter vom Hof geklaut.
Bei uns wurde eingestiegen und alles durchwühlt.
Wir sind überfallen worden.
Die Diebe haben den Rekorder mitgenommen.
Jemand hat letzte Nacht die Scheibe eingeschlagen.
Die Tür wurde aufgebrochen und der Tresor ist weg.
Ein Maskierter war auf dem Gelände.
Se han metido en la nave y se han llevado las herramientas.
Me asaltaron afuera de la tienda.
Forzaron la puerta y se llevaron la caja.
Nos han robado el coche del garaje.
Des voleurs sont entrés par la fenêtre cette nuit.
On nous a volé la camionnette.
La porte a été fracturée et la caisse a disparu.
Nous avons été braqués ce matin.
Arrombaram a porta e levaram o caixa.
Fui assaltada na porta de casa.
Roubaram a moto do condomínio.
Entraram ladrões na loja esta noite.
Our shop got broken into overnight.
Somebody stole the tools out of our truck.
We were robbed at closing time.
Thieves took the recorder itself.
Someone forced the back door last night and the safe is gone.
    """,
    "injury": """
Unser Mitarbeiter ist von der Leiter gefallen und liegt im Krankenhaus.
Ein Kind wurde auf dem Parkplatz angefahren.
Meine Mutter ist gestürzt, der Notarzt war da.
Es gab eine Messerstecherei vor der Bar.
Ein Gast ist zusammengeschlagen worden.
Atropellaron a una señora delante de la tienda.
Un empleado se cayó de la escalera y está en el hospital.
Apuñalaron a un chico en la puerta.
Mi padre se cayó y vino la ambulancia.
Un enfant a été renversé devant l'école.
Mon employé est tombé de l'échelle, il est à l'hôpital.
Un client s'est fait agresser devant le magasin.
Les pompiers ont emmené ma mère aux urgences.
Um funcionário caiu da escada e está no hospital.
Atropelaram uma criança em frente à escola.
Deram uma facada num rapaz na porta do bar.
A worker fell off the roof and is in the hospital.
A child was struck by a truck in our lot.
A customer slipped and broke her wrist, EMS took her.
There was a stabbing outside our bar.
    """,
    "blind": """
Alle Kameras sind ausgefallen, wir sehen nichts mehr.
Seit heute früh ist keine einzige Kamera mehr da.
Komplettausfall, der ganze Standort ist ohne Bild.
Sämtliche Kanäle sind schwarz.
Ninguna de las cámaras funciona desde anoche.
Se cayeron todas las cámaras del edificio.
Estamos a ciegas en toda la planta.
Toutes les caméras sont hors service.
Plus aucune image sur tout le site.
Todas as câmeras caíram.
Estamos sem nenhuma câmera no prédio.
O sistema inteiro está fora do ar.
All 24 cameras are down at the plant.
0 of 16 cameras online.
Every single camera went black at once.
We have zero cameras at the jail right now.
The entire site lost video.
    """,
    "deadline": """
Die Polizei braucht das Video bis morgen, bevor es überschrieben wird.
La policía necesita el video antes de que se borre, hoy mismo.
La police veut la vidéo avant demain.
A polícia precisa do vídeo até amanhã.
The detective needs the footage before it gets overwritten.
Der Richter will das Video bis Montag haben.
El juez quiere el video para el lunes.
    """,
}
NO_EMERGENCIES = """
Wann ist die Brandschutzübung und müssen wir die Kameras abmelden?
Der Rauchmelder hängt neben der Kamera, stört das?
Ich möchte einen Feueralarm an den Alarmeingang anschließen.
Wir haben heute Feuerwehrübung, wie sehe ich mir danach das Video an?
Kann man Videos auf DVD brennen?
Wie stelle ich den Einbruchalarm auf Nacht?
Die Kamera hat einen Diebstahlschutz, wie montiere ich den?
Das Licht brennt auch tagsüber.
Mir brennt eine Frage unter den Nägeln: wie teile ich das Video?
Die grüne LED brennt dauernd.
Der Monitor hat ein Bild eingebrannt.
Die Tür fällt ins Schloss und löst die Bewegung aus.
Wir bauen im Krankenhaus eine Kamera ein, wie heißt die IP?
Verletzt die Kamera die Privatsphäre der Nachbarn?
Hola, hay un simulacro de evacuación, ¿pueden quedarse encendidas las cámaras?
El detector de humo está al lado, ¿molesta al infrarrojo?
La alarma de robo del panel va conectada a la entrada 1, ¿cómo la configuro?
¿Cómo conecto la central de incendios a la entrada de alarma?
Se fue la luz por una quema de pastizales en el pueblo, ¿el grabador arranca solo?
Quiero poner una cámara porque roban mucho en el barrio, ¿precio?
Le détecteur de fumée est à côté, est-ce que ça gêne ?
Comment relier l'alarme incendie à l'entrée du boîtier ?
Nous faisons un exercice d'évacuation incendie jeudi.
Je voudrais graver la vidéo sur un DVD.
L'image est brûlée par le soleil le matin, quel réglage ?
La caméra vole-t-elle la vie privée des voisins ?
O simulado de incêndio é amanhã, as câmeras podem ficar ligadas?
Como ligo o detector de fumaça na entrada de alarme?
A imagem fica queimada de sol de manhã, como ajusto?
O alarme de roubo da central pode acionar a gravação?
Our fire drill is on Monday, do I need to do anything?
Does smoke detection come with this camera?
The fire inspector wants to know how long recordings are kept.
How do I burn a clip to a DVD?
The picture is burned out by the headlights at night.
Firing up the recorder takes five minutes, is that normal?
How do I take a shot of the screen?
The camera caught a deer being shot by a hunter, great picture, how do I share it?
My break in service was over Monday, please start the plan again.
The hospital wing needs two more cameras, which ones?
Cameras at our fire station show wrong time.
The break room camera is out of focus.
We stole the show with your 4K picture! How do I add a logo?
Is it dangerous if the recorder is warm to the touch?
Die Kamera brennt sich beim Update fest auf Standbild.
Die Polizei hat gefragt, wie man am Rekorder exportiert.
La policía preguntó cómo se exporta.
La police demande comment exporter, rien d'urgent.
All cameras are working again, thank you.
Alle Kameras laufen wieder.
Todas las cámaras se ven bien, solo falta una.
Toutes les caméras marchent sauf une.
Wenn alle Kameras ausfallen, bekomme ich dann eine Mail?
Were all cameras to go offline, would I get a mail?
No smoke, no smell, it just turns off.
Es raucht nichts und riecht nichts, geht einfach aus.
No sale humo ni huele, solo se apaga.
Pas de fumée, pas d'odeur, il s'éteint tout seul.
Não tem fumaça nem cheiro, só desliga.
"""


def signs(line: str) -> Signs:
    message = letter(line, subject="Kamera")
    return signs_of(message, wording(message), TopicLabel(label="troubleshooting.hardware", confidence=0.9))


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in EMERGENCIES.items() for line in lines.strip().splitlines()])
def test_danger_is_heard_in_every_language(kind: str, line: str) -> None:
    assert emergency_of(signs(line).urgent) == kind


@pytest.mark.parametrize("line", NO_EMERGENCIES.strip().splitlines())
def test_what_only_sounds_like_danger_is_none(line: str) -> None:
    assert signs(line).urgent == ""
