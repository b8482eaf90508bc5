/*
 * Every text that the portal sends to a person. An SMS has at most two parts
 * of 67 characters; a mail says the same and what to do next.
 */
#include "config.h"
#include "portal/flow/notice.h"

#include <stddef.h>

#include "base/lang.h"
#include "base/banned.h"

/* clang-format off */
const struct notice_text notice_texts[NOTICE_COUNT] = {
	[NOTICE_CODE] = { "code", false, false,
	    N_("Your {portal} SMS approval code: {code}. It is valid for "
	       "{minutes} minutes. Do not share it with anybody."),
	    NULL, NULL },
	[NOTICE_SUBMITTED] = { "submitted", false, true,
	    N_("Your certificate application {number} has been received. It "
	       "waits for the approval of your institution."),
	    N_("Your application {number} has been received"),
	    N_("Your certificate application {number} has been received.\n\n"
	       "It waits for the approval of your institution. You need not "
	       "do anything; you will be told what was decided. With eimza "
	       "you can see where it stands.") },
	[NOTICE_PAPER] = { "paper", false, true,
	    N_("Your application {number} waits for your signed form. Please "
	       "print it, sign three copies and send one to {portal}."),
	    N_("Your application {number} waits for the signed form"),
	    N_("Your certificate application {number} waits for the form with "
	       "your signature.\n\n"
	       "Please print it with eimza and sign three copies. Send the "
	       "first to:\n\n"
	       "  TÜBİTAK BİLGEM KAMU SERTİFİKASYON Merkezi\n"
	       "  Pk:74, 41470 Gebze/KOCAELİ\n\n"
	       "Give the second to the İlçe Milli Eğitim Bilgi İşlem unit and "
	       "keep the third.") },
	[NOTICE_RECEIVED] = { "received", false, true,
	    N_("The signed form of your application {number} has arrived. It "
	       "waits for the approval of your institution."),
	    N_("The form of your application {number} has arrived"),
	    N_("The signed form of your certificate application {number} has "
	       "arrived.\n\n"
	       "It waits for the approval of your institution. You need not "
	       "do anything; you will be told what was decided.") },
	[NOTICE_APPROVED] = { "approved", false, true,
	    N_("Your certificate application {number} has been approved. The "
	       "card comes in 10 to 15 days."),
	    N_("Your application {number} has been approved"),
	    N_("Your certificate application {number} has been approved.\n\n"
	       "Your card is produced now and comes by courier in 10 to 15 "
	       "days to the address on your form. You need not do anything; "
	       "you will get the courier's tracking number.") },
	[NOTICE_REJECTED] = { "rejected", false, true,
	    N_("Your certificate application {number} has been rejected: "
	       "{reason}"),
	    N_("Your application {number} has been rejected"),
	    N_("Your certificate application {number} has been rejected. The "
	       "reason is:\n\n"
	       "  {reason}\n\n"
	       "If it no longer holds, please apply again with eimza.") },
	[NOTICE_CORRECTION] = { "correction", false, true,
	    N_("Please correct your certificate application {number}: "
	       "{reason}"),
	    N_("Please correct your application {number}"),
	    N_("Your certificate application {number} has been sent back to "
	       "you for correction:\n\n"
	       "  {reason}\n\n"
	       "Please log in with eimza; the form opens as you left it. "
	       "Correct it and send it again.") },
	[NOTICE_PRODUCED] = { "produced", false, true,
	    N_("The card of your application {number} has been produced. It "
	       "will be given to the courier."),
	    N_("The card of your application {number} has been produced"),
	    N_("The card of your certificate application {number} has been "
	       "produced and will be given to the courier.\n\n"
	       "You need not do anything; you will get the tracking "
	       "number.") },
	[NOTICE_SHIPPED] = { "shipped", false, true,
	    N_("The card of your application {number} is with the courier. "
	       "Tracking number: {tracking}"),
	    N_("Your card is with the courier"),
	    N_("The card of your certificate application {number} is with the "
	       "courier.\n\n"
	       "Tracking number: {tracking}\n\n"
	       "Please have your identity card at hand when it comes. If it "
	       "has not come after {days} days, please call {contact}.") },
	[NOTICE_LATE] = { "late", false, true,
	    N_("Your card (application {number}) was sent {days} days ago. If "
	       "you do not have it yet, please call {contact}."),
	    N_("Has your card not come yet?"),
	    N_("The card of your certificate application {number} was given "
	       "to the courier {days} days ago and is not noted as "
	       "delivered.\n\n"
	       "Tracking number: {tracking}\n\n"
	       "If you do not have it yet, please call {contact}.") },
	[NOTICE_DELIVERED] = { "delivered", false, true,
	    N_("Your card has been delivered. To use the certificate, choose "
	       "Bireysel İşlemler in eimza and open it for use."),
	    N_("Your card has been delivered: please open your certificate"),
	    N_("The card of your certificate application {number} has been "
	       "delivered. The certificate cannot be used yet.\n\n"
	       "To open it, start eimza, choose Bireysel İşlemler, log in "
	       "with Şifreli Giriş and your security word, and choose "
	       "Askıdan İndir. There you also see your PIN.\n\n"
	       "If you did not get the card, please call {contact}.") },
	[NOTICE_OPENED] = { "opened", false, false,
	    N_("Your certificate has been opened for use. If this was not "
	       "you, please call {contact} at once."),
	    N_("Your certificate has been opened for use"),
	    N_("Your certificate has been opened for use; you can sign with "
	       "it now.\n\n"
	       "If this was not you, please call {contact} at once.") },
	[NOTICE_SUSPENDED] = { "suspended", false, false,
	    N_("Your certificate has been suspended; nobody can sign with it. "
	       "If this was not you, please call {contact}."),
	    N_("Your certificate has been suspended"),
	    N_("Your certificate has been suspended; nobody can sign with "
	       "it.\n\n"
	       "To use it again, choose Bireysel İşlemler and Askıdan İndir "
	       "in eimza. If this was not you, please call {contact}.") },
	[NOTICE_REVOKED] = { "revoked", false, false,
	    N_("Your certificate has been revoked and cannot be used any "
	       "more. If this was not you, please call {contact}."),
	    N_("Your certificate has been revoked"),
	    N_("Your certificate has been revoked. This cannot be undone; "
	       "what you signed before stays valid.\n\n"
	       "If you need a new one, please apply with eimza. If this was "
	       "not you, please call {contact}.") },
	[NOTICE_LOST_SUSPENDED] = { "lost-suspended", false, false,
	    N_("The certificate that you reported as lost (application "
	       "{number}) is suspended. If this was not you, call {contact}."),
	    N_("The lost certificate has been suspended"),
	    N_("The certificate that you reported as lost with the "
	       "application {number} has been suspended; nobody can sign with "
	       "it.\n\n"
	       "It will be revoked when the new card is produced. If this was "
	       "not you, please call {contact} at once.") },
	[NOTICE_LOST_REVOKED] = { "lost-revoked", false, false,
	    N_("The certificate that you reported as lost has been revoked. "
	       "The card of the application {number} replaces it."),
	    N_("The lost certificate has been revoked"),
	    N_("The certificate that you reported as lost has been revoked. "
	       "This cannot be undone; what you signed before stays "
	       "valid.\n\n"
	       "The card of the application {number} replaces it. You need "
	       "not do anything. If this was not you, please call {contact} "
	       "at once.") },
	[NOTICE_ALERT_FIRST] = { "alert-first", true, false,
	    N_("Your certificate ends on {ends}, in {days} days. Please renew "
	       "it now: choose Başvuru in eimza."),
	    N_("Your certificate ends on {ends}: please renew it"),
	    N_("Your certificate ends on {ends}, in {days} days.\n\n"
	       "Please renew it now: start eimza and choose Başvuru. While it "
	       "is valid you sign the application with it and need not send "
	       "anything by post. The days for the renewal are attached for "
	       "your calendar.") },
	[NOTICE_ALERT_SECOND] = { "alert-second", true, false,
	    N_("Your certificate ends on {ends}, in {days} days. Please apply "
	       "for its renewal this week: choose Başvuru in eimza."),
	    N_("Your certificate ends on {ends}: please apply this week"),
	    N_("Your certificate ends on {ends}, in {days} days.\n\n"
	       "A renewal should be made at the latest one month before the "
	       "end. Please apply this week: start eimza and choose Başvuru. "
	       "The days for the renewal are attached for your calendar.") },
	[NOTICE_ALERT_LAST] = { "alert-last", true, false,
	    N_("Your certificate ends on {ends}, in {days} days. Please apply "
	       "today: choose Başvuru in eimza. The card takes 15 days."),
	    N_("Your certificate ends on {ends}: please apply today"),
	    N_("Your certificate ends on {ends}, in {days} days.\n\n"
	       "Please apply today: start eimza and choose Başvuru. The new "
	       "card takes 10 to 15 days after the approval; after the end "
	       "only the way with a signed paper form is left. The days for "
	       "the renewal are attached for your calendar.") },
	[NOTICE_WORD_RESET] = { "word-reset", false, false,
	    N_("Your security word has been reset. Please choose a new one in "
	       "eimza. If you did not ask for it, call {contact}."),
	    N_("Your security word has been reset"),
	    N_("Your security word has been reset.\n\n"
	       "Please choose a new one with eimza. If you did not ask for "
	       "it, please call {contact} at once.") },
	[NOTICE_WORD_SET] = { "word-set", false, false,
	    N_("Your security word has been set anew. If this was not you, "
	       "please call {contact} at once."),
	    N_("Your security word has been set anew"),
	    N_("Your security word has been set anew; the one before is "
	       "void.\n\n"
	       "If this was not you, please call {contact} at once.") },
	[NOTICE_RESUMED] = { "resumed", false, false,
	    N_("Your certificate is no longer suspended. If this was not you, "
	       "please call {contact} at once."),
	    N_("Your certificate is no longer suspended"),
	    N_("Your certificate is no longer suspended; you can sign with "
	       "it again.\n\n"
	       "If this was not you, please call {contact} at once.") },
	[NOTICE_ACCOUNT] = { "account", false, false,
	    N_("Your telephone, e-mail address or Bilgi Kanalı on record has "
	       "been changed. If this was not you, call {contact} at once."),
	    N_("Your contact data have been changed"),
	    N_("Your telephone, e-mail address or Bilgi Kanalı on record has "
	       "been changed.\n\n"
	       "If this was not you, please call {contact} at once.") },
	[NOTICE_SECRET] = { "secret", false, false,
	    N_("PIN and PUK of your card were shown in Bireysel İşlemler. If "
	       "this was not you, please call {contact} at once."),
	    N_("PIN and PUK of your card were shown"),
	    N_("PIN and PUK of your card were shown in Bireysel İşlemler.\n\n"
	       "If this was not you, please call {contact} at once.") },
	[NOTICE_CONSENT_GIVEN] = { "consent-given", false, false,
	    N_("Your E-Onay is on record: you can renew your certificate "
	       "without a signature. If this was not you, call {contact}."),
	    N_("Your E-Onay is on record"),
	    N_("Your E-Onay is on record: from now on you can renew your "
	       "certificate without a signature.\n\n"
	       "You can withdraw it in Bireysel İşlemler. If this was not "
	       "you, please call {contact} at once.") },
	[NOTICE_CONSENT_WITHDRAWN] = { "consent-withdrawn", false, false,
	    N_("Your E-Onay is withdrawn: your next application needs a "
	       "signature again. If this was not you, call {contact}."),
	    N_("Your E-Onay is withdrawn"),
	    N_("Your E-Onay is withdrawn: your next application needs a "
	       "signature again.\n\n"
	       "If this was not you, please call {contact} at once.") },
};
/* clang-format on */
