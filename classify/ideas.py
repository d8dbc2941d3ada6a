"""The ideas that support mails are made of, each with the words that carry it in English, Spanish, French, Portuguese and German.

Words are written as they stand after `classify.words.words`: lower case, no accents. A `*` ends a stem, a `_` joins a phrase, and a newcomer
would be wrong to add one mail's own wording: an idea is worth its line only when strangers would use it too.
"""

from __future__ import annotations

IDEAS: dict[str, str] = {
    # what the matter is about
    "disk": "hdd hdds hd disk disks disc drive drives harddrive harddisk disco discos disque disques festplatte* raid raid5 raid6 smart skyhawk purple wd* "
    "hard_drive hard_drives hard_disk disco_duro disque_dur storage_page hdd_manager bay slot terabyte tb 10tb 8tb 6tb 4tb 2tb",
    "beep": "beep* buzz* chirp* scream* siren_sound pita pitando pitido* pitar chicharra zumbador bip bips bipe sonne_sans apit* piep* alarm_sound shut_it_up "
    "shut_up make_it_stop silence mute silenciar calar noise_alarm beep_beep callar quit_beeping alarme_sonore",
    "disk_error": "hdd_error hdd_full hdd_abnormal disk_error disk_full hdd_no_space no_space disk_alarm hdd_alarm disk_abnormal error_de_disco disco_lleno "
    "hdd_sin_espacio sem_espaco erro_no_hd erro_de_disco hd_cheio disque_plein erreur_disque erreur_de_disque festplattenfehler storage_error",
    "not_seen": "not_detected not_seen not_recognized not_recognised isn't_listed not_listed not_in_the_list no_hdd no_disk doesn't_see does_not_see empty_list "
    "won't_recognize can't_see_the_drive no_lo_reconoce no_reconoce no_detecta no_aparece nao_reconhece nao_aparece nao_enxerga ne_reconnait_pas non_reconnu "
    "0_mb 0.00 nicht_erkannt no_lo_ve sin_disco sem_disco aucun_disque",
    "not_recording": "not_recording nothing_recorded no_recordings no_recording stopped_recording isn't_recording doesn't_record won't_record not_saving no_graba "
    "dejo_de_grabar sin_grabaciones no_hay_grabaciones nao_grava parou_de_gravar n'enregistre_plus aucun_enregistrement nothing_is_saving zeichnet_nicht "
    "no_playback_for no_green_days recording_gaps gaps nothing_on_it not_recorded ne_enregistre_plus nothing_saved empty_calendar doesn't_keep nothing_stored "
    "calendar_is_empty nothing_there no_video_since nada_grabado nada_gravado",
    "video_loss": "video_loss no_video no_signal black_screen black_square went_black gone_black is_black are_black just_black all_black screen_is_black sin_video "
    "perdida_de_video sin_imagen negra negras pantalla_negra em_preto tela_preta sem_video sem_imagem ecran_noir perte_video plus_d_image image_noire schwarz "
    "kein_bild no_picture no_image went_dark dark_picture blank_picture frozen freezes froze stuck_picture congelad* congela* fige* figee travad* eingefroren "
    "still_image same_picture standbild picture_gone pas_d_image se_ve_negro no_se_ve went_blank",
    "camera": "camera cameras cam cams camara camaras camera* kamera kameras bullet bullets dome domes turret turrets eyeball eyeballs domo domos camaritas mdlcamera",
    "recorder": "recorder recorders nvr nvrs dvr dvrs grabador* grabadora* gravador* enregistreur* rekorder mdlrecorder box",
    "channel": "channel channels ch canal canales canais canaux kanal ch1 ch2 ch3 ch4 ch5 ch6 ch7 ch8 ch9",
    "ptz": "ptz ptzs speed_dome preset presets pan tilt azimuth autotrack auto_track auto_tracking tracking calibrat* calibrar calibrage recalibrat* patrol "
    "zero_point home_position prereglage* preposition* mdlptz joystick tour_pattern compass",
    "wireless": "wifi wi-fi wi_fi wlan wireless ssid wpa2 wpa3 2.4 2.4ghz 5ghz 5g mesh eero orbi inalambric* sem_fio sans_fil access_point w-lan 2.4g 2_4 mdlwireless",
    "doorbell": "doorbell doorbells door_station timbre campainha sonnette turklingel mdldoorbell portero videoportero interfone",
    "power": "power powers voltage volt volts watts poe psu power_supply power_brick adapter adaptor surge outage apagon corriente fuente voltaje alimentation "
    "courant bloc_d_alimentation fonte energia tomada netzteil strom stromausfall injector power_cut 48v 12v lightning rayo foudre",
    "reboots": "reboots rebooting restarts restarting keeps_rebooting keeps_restarting by_itself turns_off turns_itself shuts_off shuts_down shuts_itself se_apaga "
    "se_reinicia reinicia solo_se desliga_sozinho reinicia_sozinho s_eteint redemarre eteint startet_neu schaltet_sich reboot_loop boot_loop power_cycles_itself won't_turn_on no_prende "
    "no_enciende nao_liga ne_s_allume_plus s_allume_plus won't_power dead_unit no_lights won't_boot se_reinicia_solo turns_itself_off cuts_out",
    "heat": "hot heat overheat* fan fans ventilador* ventilateur* lufter burning burnt smell smoke caliente quente chaud chaude brulant olor cheiro humo fumaca fumee "
    "fumes melted heiss rattl* grinding click_click clicking whine loud_noise noisy bruit ruido noise vent",
    "poe_dead": "no_power no_voltage 0_v 0.0_v dead_ports ports_dead no_link_light port_dead no_link poe_ports puertos_poe portas_poe ports_poe won't_power_up",
    "login": "password passwords passcode contrasena* clave senha senhas mot_de_passe passwort kennwort locked_out locked_me pattern patron unlock desbloque* "
    "admin_password forgot forgotten olvid* esqueci oubli* vergessen log_in can't_get_in get_back_in credentials reset_code no_puedo_entrar bloquead* verrouill* gesperrt admin_pw pw "
    "user_name swipe_pattern dots reset_the_password passwd padrao_de_desbloqueio lockout account_locked",
    "former_owner": "previous_owner previous_owners former_owner old_owner sellers seller passed_away deceased fallecio late_husband widow left_the_company quit_and ex-employee took_over "
    "takeover prior_company previous_company previous_installer former_manager bought_the_house closed_on dueno_anterior proprietaire_precedent antigo_dono ancien_proprietaire "
    "duenos_de_antes vorbesitzer foreclosure inherited came_with_the_house",
    "outside": "remote remotely outside from_home from_outside offline device_offline away_from off_site remotamente remoto remota afuera fuera_de_linea en_linea fora a_distance "
    "distance hors_ligne von_aussen unterwegs cellular lte 4g off_wifi sin_conexion desconectado cgnat port_forward* ddns away_from_home other_city from_work de_fora desde_fuera",
    "isp": "isp router modem spectrum comcast xfinity at&t att verizon starlink fiber fibre fibra provider internet_company t-mobile new_internet new_router provedor fournisseur "
    "anbieter fritzbox gateway bgw cambio_de_internet proveedor_de_internet box_internet carrier hotspot roteador routeur livebox telmex izzi",
    "p2p": "p2p cloud cloud_status nube nuvem",
    "phone": "phone phones iphone ipad android tablet telefono celular movil cel telephone telefone telemovel handy smartphone samsung pixel portable ios mobile telefoon",
    "app": "app apps aplicacion aplicativo application softwareapp appname program programa logiciel client_software software programme anwendung appli",
    "computer": "computer pc laptop desktop windows mac macbook win10 win11 computadora ordenador computador ordinateur portatil workstation workstations imac macos chrome edge browser "
    "firefox safari rechner navegador navigateur",
    "crash": "crash crashes crashed crashing closes_by_itself closes_itself force_closes se_cierra se_cierra_sola fecha_sozinho se_ferme sturzt stuck_on spinning spinner white_screen "
    "white_page freezes_up won't_open won't_start doesn't_open no_abre nao_abre ne_s_ouvre s_ouvre_plus error_code quits spins hangs blue_circle not_responding won't_launch plante bloque "
    "se_queda_cargando startet_nicht goes_away unable_to_open no_carga nao_carrega",
    "used_to_work": "used_to_work worked_fine was_working worked_before funcionaba antes_si antes_funcionaba funcionava marchait fonctionnait since_the_update since_yesterday since_last "
    "until_last worked_until used_to stopped_working suddenly until_yesterday ya_no dejo_de parou_de ne_marche_plus ne_fonctionne_plus lief_bisher all_of_a_sudden no_longer anymore",
    "after_update": "after_update after_updating after_the_update since_update since_the_firmware after_firmware after_upgrading after_upgrade since_upgrading actualizacion actualizamos "
    "actualizo mise_a_jour atualizacao atualizamos atualizei update_to upgraded_to updated_to updated_from since_4.003 newer_firmware older_firmware previous_version previous_firmware rolled_back "
    "roll_back downgrade* regression since_the_new_version rueckfall desde_la_actualizacion depuis_la_mise regresion went_back_to putting_back reverted",
    "expected": "expected actual actually_happens steps_to_reproduce reproduce reproducible repeatable repro should_be result esperado obtenido resultado attendu obtenu obtido erwartet every_time "
    "bug bugs defect glitch fehler wrong_result software_error workaround same_result all_three both_units same_on reproductible reproducir reproduzir instead_of",
    "wrong_result": "wrong_channel wrong_day wrong_time one_hour off_by shifts wrong_name out_of_sync desync duplicated counts_twice resets_to wrong_order mirrored shows_wrong",
    # what is asked
    "how_to": "how_do how_can how_to how_does how_would how_i where_do where_is where_can what_do_i_press which_button show_me como_hago como_le como_puedo como_se como_faco como_posso como_eu "
    "comment_faire comment_puis comment_je comment wie_kann wie_mache is_there_a_way is_it_possible se_puede e_possivel est_ce_possible can_i donde_esta onde_fica ou_se_trouve step_by_step walk_me "
    "what_button what_do_i_push instructions",
    "which": "which_app which_one what_is_the_difference difference_between compatible compatibility supported does_it does_your do_you_support how_many how_long cual_es cuantos cuanto_tiempo quantos "
    "combien quel quelle is_there_a_newer newer_firmware latest_firmware latest_version still_supported max_number limit requirements mas_reciente mais_recente plus_recent maximum wie_viele welche "
    "what_is_the_max what_ports do_i_need quantas cuantas unterstutzt newest_version end_of_life",
    "export": "export* backup back_up backing_up clip clips usb stick thumb_drive flash_drive memoria_usb pendrive cle_usb dav mp4 download descargar exportar sauvegard* extraire extraction "
    "respaldo copia copiar exporter baixar sacar_el_video guardar_el_video burn_to_disc give_to_the_police cd dvd mp4_file exportieren stick_usb pen_drive avi player send_the_video save_the_video "
    "get_the_footage off_the_recorder extrair gravar_no",
    "police": "police officer sheriff detective deputy insurance insurer evidence policia oficial fiscalia gendarmerie assurance seguro aseguradora polizei subpoena court lawyer attorney abogado "
    "robbed robbery stolen theft break_in burglary robo robaron cambriolage vol roubo warrant investigation prosecutor trooper constable",
    "playback": "playback play_back rewind timeline search smart_search go_back look_back reproduccion relecture reproducao wiedergabe calendar fast_forward yesterday's footage recorded recording "
    "recordings grabacion grabaciones gravacoes gravacao enregistrement enregistrements aufnahme* scrub",
    "live": "live live_view en_vivo ao_vivo en_direct liveansicht multi_view grid layout view_all full_screen tour sequence split_screen tiles favorites favoritos",
    "share": "share sharing shared compartir compartilhar partager teilen my_wife my_husband my_son my_daughter another_phone second_phone wifes_phone family_member invite guest esposa marido hijo hija "
    "let_another other_person add_a_user mon_fils filho filha ma_fille my_wifes my_partner tenant",
    "users": "user users user_account permission* rights role usuario usuarios utilisateur* utilizador* benutzer supervisor new_employee privileges group_of_users permisos permissoes droits new_user "
    "read_only view_only user_group operator",
    "time": "clock clocks time_zone ntp daylight dst time_change hora horario reloj relogio heure horloge uhr uhrzeit sommerzeit one_hour hour_off hour_ahead hour_behind fecha_y_hora date_and_time "
    "time_is_wrong wrong_time changement_d_heure horario_de_verao time_sync summer_time winter_time",
    "mail_set": "smtp email_alerts email_settings mail_settings gmail office365 m365 app_password basic_auth 587 465 test_email correo_de_alerta mail_server e-mail_settings oauth mail_relay "
    "email_notifications test_button tls alert_mails alert_emails",
    "address_set": "subnet renumber* ip_address ip_addresses static_ip change_the_ip new_subnet vlan gateway segmento dhcp network_settings ip_range tcp/ip direccion_ip adresse_ip endereco_ip "
    "ip-adresse addressing ip_plan change_ip",
    "schedule": "schedule schedules record_all_day continuous motion_only recording_mode overwrite 24/7 retention frame_rate bitrate resolution osd camera_name channel_name horario_de_grabacion "
    "rename cambiar_el_nombre planning grabacion_continua name_of_the_camera record_24",
    "add_camera": "add_a_camera add_one adding_a_camera another_camera one_more_camera new_camera extra_camera add_cameras agregar otra_camara una_camara_mas anadir adicionar mais_uma_camera "
    "ajouter une_camera_de_plus hinzufugen added_a_camera adding_camera remplacer_la_camera replace_a_camera swap swapping swapped_camera replacing remove_a_camera delete_the_channel take_off "
    "borrar_el_canal quitar_la_camara eliminar remover supprimer remove_channel delete_camera unknown_device plug_it_in free_port puerto_libre porta_livre port_libre add_them austauschen "
    "replace_it_with entfernen cambiar_la_camara trocar_a_camera get_rid_of_the_square",
    "system_alarm": "popup pop_up pop-up ip_conflict ip_address_conflict net_disconnected network_disconnected mac_conflict log_full illegal_login brute_force security_warning error_message "
    "system_error warning_triangle alarm_list red_icon message_keeps conflicto_de_ip red_desconectada aviso conflit rede_desconectada reseau warnung netzwerk_getrennt no_working event_list fan_error "
    "abnormal_event exception alarm_light fan_speed_alarm overload low_voltage_warning illegal_access memory_alarm voyant_orange conflit_d_ip config_error journal_plein security_exception tamper",
    "initialize": "initialize initialise initialization initialisation uninitialized initialized wizard first_boot first_time out_of_the_box out_the_box setup_wizard inicializar inicializacion "
    "inicializacao no_inicializado initialiser asistente assistente assistant_de initialisieren activation activate first_start set_admin brand_new_recorder set_a_password create_a_password "
    "erstinbetriebnahme region_and_language security_questions startup_wizard ntsc pal unini",
    "discovery": "ip_finder ipfinder config_tool configtool search_tool config_tools herramienta_de_busqueda discovery multicast 192.168.1.108 finds_nothing 0_devices lists_nothing shows_nothing "
    "same_subnet scan_shows",
    "new_install": "new_install new_installation new_site brand_new new_system new_job instalacion_nueva sistema_nuevo instalacao_nova nouvelle_installation neue_anlage neuinstallation never_worked "
    "never_came_online since_installed first_day just_installed commissioning installing finishing_an_install obra_nueva obra_nova install_today sitio_nuevo first_power installation_neuve nunca_funciono "
    "never_has never_been_online never_online just_put_in never_once",
    "events": "ivs tripwire intrusion motion_detection smart_motion smd motion_alerts line_crossing cruce_de_linea deteccion deteccao detection bewegungserkennung false_alerts false_alarms sensitivity "
    "sensibilidad sensibilite human_detection vehicle_detection alarm_in alarm_out relay notifications notificaciones push_notification* alerts abandoned_object loitering face_detection people_counting "
    "lpr_rule draw_a_line draw_the_line spider branches shadows headlights alarm_output siren strobe rule rules fausses_alertes detecta avisos alertas alertes falsche_alarme",
    "deploy": "msi silent_install silent gpo intune sccm deploy deployment roll_out rollout rolling_out workstations push_out unattended jamf terminal_server rds citrix install_on instalar_en "
    "installer_sur instalar_o instalar_el_programa download_link installer device_list_file pcs several_computers deployer implantar desplegar verteilen 20_pcs group_policy mass_install prerequisites",
    "feature": "feature feature_request wish suggestion suggest would_be_nice would_love please_add could_you_add can_you_add add_an_option option_to sugerencia sugestao suggestion_box future_version "
    "roadmap no_existe not_possible_today doesn't_exist competitors competitor adicionar_a_opcao ajouter_une wunsch enhancement petition agreguen podrian_agregar poderiam_adicionar pourriez-vous_ajouter "
    "vorschlag idea_for_the next_version dark_mode larger_buttons bigger_buttons missing_is please_put consider there_is_no_option there_is_no_such funktion_fehlt funcion funcionalidad no_option",
    "solution": "monitoring health_report central_monitoring set_up_on_your_side custom logic scripted sftp ftp s3 nightly_upload mqtt daily_report weekly_check your_team_built icare solutions_group "
    "statement_of_work sow billable t&m monitor_all watch_all_of watch_our health_check automatic_upload custom_solution build_for_us program_for_us off-site offsite_copy monitoreo supervision "
    "uberwachung heartbeat change_request custom_work revised_logic set_of_conditions your_people_program fleet automatizar syslog webhook snmp integrar_con",
    "appointment": "appointment appointments reschedule schedule_a_call book_a book_an set_up_a_time set_up_a_call session time_slot slot_with cita reservar agendar agendamento rendez-vous termin "
    "marcar_uma training_session engineer_on_the_line call_window move_our push_our postpone reagendar calendar_invite be_on_the_phone kalender remarcar reporter_le capacitacion reserve_an_engineer "
    "phone_appointment scheduled_call our_session on_the_line hora_del_este eastern et ct",
    "weekday_time": "monday tuesday wednesday thursday friday lunes martes miercoles jueves viernes lundi mardi mercredi jeudi vendredi segunda terca quarta quinta sexta montag dienstag mittwoch "
    "donnerstag freitag mon tue tues wed thurs thu fri",
    "price": "price prices pricing cost costs quote ballpark msrp how_much price_list dealer_net dealer_cost precio precios costo cuanto_cuesta cuanto_sale cotizar cotizacion prix tarif combien_coute "
    "devis preco orcamento quanto_custa preis angebot kosten where_to_buy where_can_i_buy buy_from comprar acheter acheter kaufen in_stock stock lead_time eta availability kit p&a sell_direct order_from",
    "dealership": "become_a_dealer becoming_a_dealer dealer_account open_an_account dealer_application credit_terms net_30 territory resale distribuidor_autorizado ser_distribuidor terms minimum_order "
    "revendedor revendeur handler_werden sign_up reseller distribution distributor wholesale our_rep sales_rep credit_application",
    "design": "design layout rfp bid proposal site_plan drawings floor_plan spec specify recommend recommendation how_many_cameras what_would_we_need what_would_you storage_calculation project "
    "lens field_of_view square_feet sq_ft acres proyecto disenar diseno propuesta projet concevoir projeto planung nothing_installed new_building what_camera_should lumens plates_at coverage "
    "conception walk-through_notes budget_number budget perimeter",
    "control": "savant crestron control4 c4 rti elan urc lutron josh.ai composer da_vinci savant_host profile driver drivers touch_panel touch_panels tsw simpl module crestron_home wall_panel knx "
    "homeseer qsys ttp touchscreen integration_designer",
    "code": "script python api sdk netsdk c# node.js nodejs node-red node_red home_assistant homeassistant curl http_api cgi cgi-bin 401 json mqtt_broker our_own_code my_code github docker ffmpeg opencv "
    "rtsp onvif_library requests digest digest_auth eventmanager javascript php java golang rust powershell blue_iris frigate scrypted zoneminder integration_we_wrote simpl+ callback dll codigo "
    "skript programmed wrote_a endpoint homebridge mediafilefind our_service",
    "rma": "rma warranty garantia garantie gewahrleistung return_it doa advance_replacement replacement_unit dead_on_arrival credit_memo send_it_back ship_it_back retour return_authorization return_label "
    "covered under_warranty advance_swap defective_unit exchange devolucion devolver reemplazo remplacement replaced_free call_tag umtausch substituicao reclamacao troca in_garantia out_of_warranty "
    "return_this send_back swap_it_out",
    "privacy": "privacy spying watching_me watching_us hacked hacker someone_else stranger strangers ex-husband ex_husband ex-wife ex_boyfriend his_access her_access former_employee former_installer fired "
    "still_has_access still_get_in who_has_access remove_his revoke delete_my_account delete_my_data gdpr rgpd ccpa data_protection my_data privacidad privacidade vie_privee datenschutz china access_log "
    "espiando spied quitarle_el_acceso acceso supprimer_mon_compte conta eliminar_mi_cuenta konto_loschen unknown_login strange_login voice_came talked_through erase who_is_watching "
    "log_of_who divorce restraining stalking",
    "spam": "seo backlinks first_page_of_google rank ranking leads free_audit moq fob shenzhen oem odm whatsapp factory best_price dear_friend dear_sir/madam unsubscribe webinar newsletter mailbox_quota "
    "mailbox_full verify_your validate_mailbox invoice_attached overdue_invoice unpaid domain_renewal domain_expiration crypto investment loan guest_post web_design increase_traffic market_report lead_list "
    "email_list marketing_agency decision_maker purchasing_manager catalog reply_yes limited_time register_now save_your_seat wire_transfer gift_cards beneficiary staffing_agency outsourcing link_below "
    "password_expires limited_offer opt_out sponsorship_opportunity",
    "office": "out_of_office automatic_reply w-9 w9 remit-to invoice billing_department thank_you_for thanks_for_your_help close_the_ticket you_may_close issue_resolved all_set change_of_address changed_our "
    "job_application resume apply_for fuera_de_la_oficina abwesenheit absence fora_do_escritorio certificate_of_insurance vendor delivery pallet freight donation interview statement accounts_payable purchase_order "
    "wrong_department unsubscribe_me compliment complaint unclaimed newsletter_list coi student reporter press",
    # who writes, and from where
    "dealer_word": "client clients client's my_customer our_customer customer's end_user cliente_nuestro mi_cliente nuestro_cliente notre_client meu_cliente unser_kunde integrator integrators integrador* "
    "installer instalador* integrateur* installateur* truck_roll roll_a_truck on_site onsite en_sitio en_obra tech techs my_guys our_techs lead_tech jobsite job_site dealer_account dealer dealer_# distribuidor "
    "distribuidores work_order service_contract our_account dealer_acct sub-contractor commissioning rack end_customer customer customers errichter kunde client_site po_# we_service we_maintain",
    "owner_word": "my_house my_home my_store my_shop our_church our_school our_office my_barn mi_casa mi_tienda mi_negocio ma_maison mon_magasin minha_casa minha_loja mein_haus my_wife my_husband my_grandson "
    "my_son installer_gone guy_who_installed guy_who_put our_installer the_installer company_that_installed hoa homeowner my_restaurant our_building my_garage my_driveway mi_esposo mi_hijo el_muchacho "
    "we_own our_district nuestra_escuela our_clinic our_board my_mother tenant nephew neighbor our_company",
    "it_word": "it_department it_manager our_it helpdesk sysadmin network_services technology_department information_technology it_director endpoint facilities property_manager facility_manager",
    # how things stand, which tells one row of the taxonomy from the next
    "others_fine": "others_fine others_are_fine rest_ok rest_are rest_is others_ok others_good other_cameras_are other_three other_four other_five other_six other_two other_ones otras_bien las_otras las_demas "
    "les_autres as_outras die_anderen andere_kameras rest_of_the other_cams the_rest other_7 other_3 other_5 only_that_one just_the_one all_but one_camera one_of_my one_of_the the_other",
    "local_ok": "inside_it's inside_its inside_it inside_is at_home_it at_home_its on_the_tv on_the_monitor local_ok local_is local_monitor locally_fine locally_everything on_site_it on_the_wifi on_my_wifi "
    "en_la_tele en_el_monitor en_la_pantalla na_televisao na_tv au_moniteur en_local sur_place_tout im_wlan zu_hause red_local rede_local local_network localmente inside_the_building "
    "still_shows still_recording local_everything on_the_screen on_the_recorder",
    "one_only": "only_on_my only_on_this just_this_one on_one_pc one_workstation one_pc this_laptop this_computer other_laptop other_pc my_wifes_phone my_husbands_phone his_phone_works her_phone_works on_my_phone "
    "en_mi_celular en_el_de no_meu_celular no_da_minha sur_mon_telephone solo_en_mi nada_mas_en seulement_sur nur_auf other_phone another_computer husband's_phone wife's_phone my_sister's this_machine",
    "not_there_today": "isn't_there not_there_today doesn't_do_that can't_today no_such isn't_one there_is_none no_existe hoy_no nao_existe n'existe_pas gibt_es_nicht bisher_nicht not_possible not_possible_now "
    "not_in_the_product isn't_in_the not_in_the_menu no_button no_way_to what's_missing what_is_missing can't_do doesn't_have only_way there_isn't looked_everywhere looked_through only_offers nowhere_to "
    "i_wish we_wish would_like_to_see it'd_be_nice ojala me_encantaria j_aimerais wunsche_mir competitor's planned road_map solo_se_puede won't_do can_only",
    "nothing_wrong": "nothing_wrong nothing's_broken nothing_is_broken just_wondering just_curious simply_wish quick_question one_question petite_question una_duda una_pregunta uma_duda eine_frage just_a_question "
    "wondering i_would_like_to_know quisiera_saber gostaria_de_saber je_voudrais_savoir everything_works all_works no_complaints works_great is_it_normal supposed_to normal is_it_true what_does curious",
    "bought_new": "brand_new just_bought just_got out_of_the_box out_of_the_carton unopened sealed nuevo nuevos nueva nuevas recien novo novos nova neuf neuve neues neue_kamera new_in_box unboxed opened_the_box "
    "factory_wrap fresh deballer caixa carton first_time_i day_one never_used never_been",
    "lost_person": "passed_away passed died deceased late_husband late_wife fallecio murio faleceu decede verstorben quit_last left_the moved_away moved_to retired no_longer_works fired let_go he_left she_left "
    "renuncio se_fue saiu_da partie ex-manager ex_manager",
    "unwelcome": "my_ex ex's ex_still he_still they_still former ex-employee without_my without_permission someone_is somebody_is who_else unknown_device unknown_phone watching looking_in looked_in looking_at_us "
    "afraid scared creepy alguien_mas alguien_esta tem_alguem quelqu_un fremde jemand me_da_miedo tengo_miedo talked_to logged_in_from un_extrano neighbors_can not_mine another_family other_people's ancien "
    "ex-mari mi_ex meu_ex mon_ex cut_him_off get_him_off remove_him lock_them_out terminated dismissed",
    "records_of_me": "my_data personal_data about_me delete_my erase_my remove_my_account close_my_account eliminen supprimer_toutes apagar_a_minha_conta loschen_sie images_of_me stored_about sold_the_house "
    "sold_my servers server_in servers_in phone_home phones_home metadata encrypted privacy_policy",
    "capacity": "how_many_days days_of_recording days_retained max_size maximum capacity supported_drives max_drive drive_size terabytes how_far_back retention how_long_does keep_recordings cuantos_dias quantos_dias "
    "combien_de_jours wie_lange tb max_number how_many_cameras_can concurrent at_the_same_time limit_of",
    "still_supported": "still_supported supported_model end_of_life end_of_support eol discontinued too_old obsolete ya_no_tiene_soporte security_updates firmware_mas latest_firmware newer_firmware newer_build "
    "release_notes changelog is_there_anything_above anything_newer latest_version firmware_for newest_firmware is_there_an_update",
    "menu_where": "which_menu what_menu where_in_the where_is_the where's_the what_page tick_box tick untick checkbox en_que_menu donde_se onde_se ou_est_le which_box which_setting what_do_i_put what_do_i_tick what_do_i_set",
    "picture_wrong": "black_and_white night_vision ir_filter purple pink green_picture blurry foggy fogged moisture condensation water_in_it lines_across rolling snow_on flicker* jitter* stutter* washed_out borrosa "
    "parpadea floue image_floue verschwommen desfocada no_color out_of_focus",
    "old_recording_lost": "overwritten old_footage keep_the_footage without_losing w/o_losing stay_searchable lose_the_recordings keep_what_it_recorded keep_name keep_the_name keep_settings sin_perder sans_perdre sem_perder",
    "sent_goods": "tracking delivered_to signed_for ups fedex dhl at_your_dock credit replacement_came shipped_back call_tag proof_of_delivery guia invoice_date bought_on po inv so carton qty",
    "company_change": "new_address moved_our name_change changed_our_name new_owner update_our update_your_records bank_details resale_certificate our_new mailing_list distribution_list",
    # how it stands
    "some_units": "several two_units three_units all_of_them both same_batch of_them multiple_sites sites fleet stores branches",
    "tried": "tried rebooted restarted power_cycled power_cycle reset reinstalled reinicie reiniciamos probe probamos essaye redemarre tentei reiniciei versucht uninstalled unplugged desconecte swapped "
    "factory_default defaulted ya_probe ja_tentei j_ai_essaye deleted_and",
    "thanks": "thanks thank_you gracias merci obrigad* danke thx appreciated working_now works_now fixed solved all_good resolved funciona_ya ya_funciona ca_marche funcionou",
}  # fmt: skip
