"""What is done to the mail to find out whether it keeps its promises; ``bench/mail_faults.py`` runs it all."""
