"""Tables of arrears."""

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('platform', '0003_sign_in_failure'),
        ('registry', '0002_two_times'),
    ]

    operations = together(
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40)),
                ('step', models.CharField(max_length=20)),
                ('about', models.CharField(max_length=20)),
                ('issued_on', models.DateField()),
                ('answer_by', models.DateField(null=True)),
                ('language', models.CharField(max_length=2)),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='platform.act')),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.employer')),
                ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.fund')),
            ],
            options={
                'db_table': 'notice',
            },
        ),
        migrations.CreateModel(
            name='NoticeMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('due_on', models.DateField()),
                ('amount', models.BigIntegerField()),
                ('act', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.act')),
                ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.fund')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='arrears.notice')),
            ],
            options={
                'db_table': 'notice_month',
            },
        ),
        migrations.CreateModel(
            name='NoticeWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='platform.act')),
                ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.fund')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='arrears.notice')),
            ],
            options={
                'db_table': 'notice_withdrawal',
            },
        ),
        migrations.CreateModel(
            name='PaymentPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40)),
                ('agreed_on', models.DateField()),
                ('months', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), size=None)),
                ('amount', models.BigIntegerField()),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='platform.act')),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.employer')),
                ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.fund')),
            ],
            options={
                'db_table': 'payment_plan',
            },
        ),
        migrations.CreateModel(
            name='PlanInstalment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.SmallIntegerField()),
                ('due_on', models.DateField()),
                ('amount', models.BigIntegerField()),
                ('act', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.act')),
                ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.fund')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='arrears.paymentplan')),
            ],
            options={
                'db_table': 'plan_instalment',
            },
        ),
        migrations.CreateModel(
            name='RecoveryRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('recorded_at', models.DateTimeField()),
                ('name', models.CharField(max_length=40)),
                ('value', models.CharField(max_length=20)),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='platform.act')),
                ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.fund')),
            ],
            options={
                'db_table': 'recovery_rule',
            },
        ),
        migrations.CreateModel(
            name='StandingCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40)),
                ('asked_on', models.DateField()),
                ('valid_until', models.DateField(null=True)),
                ('code', models.CharField(blank=True, default='', max_length=30)),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('undeclared', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), default=list, size=None)),
                ('unpaid', models.BigIntegerField(default=0)),
                ('covered_by', models.CharField(blank=True, default='', max_length=40)),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='platform.act')),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.employer')),
                ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.fund')),
            ],
            options={
                'db_table': 'standing_certificate',
            },
        ),
        migrations.CreateModel(
            name='ForceMajeure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40)),
                ('first_month', models.DateField()),
                ('last_month', models.DateField()),
                ('postponed_to', models.DateField()),
                ('scope', models.CharField(max_length=10)),
                ('area', models.CharField(blank=True, default='', max_length=80)),
                ('employer_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('cause', models.CharField(max_length=200)),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='platform.act')),
                ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.fund')),
            ],
            options={
                'db_table': 'force_majeure',
                'constraints': [models.UniqueConstraint(fields=('fund', 'number'), name='force_majeure_number_once'), models.CheckConstraint(condition=models.Q(('last_month__gte', models.F('first_month'))), name='force_majeure_months_in_order')],
            },
        ),
        migrations.CreateModel(
            name='LetterLanguage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('recorded_at', models.DateTimeField()),
                ('language', models.CharField(max_length=2)),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='platform.act')),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.employer')),
                ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='platform.fund')),
            ],
            options={
                'db_table': 'letter_language',
                'indexes': [models.Index(fields=['act'], name='letter_language_act')],
            },
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('fund', 'number'), name='notice_number_once'),
        ),
        migrations.AddConstraint(
            model_name='noticemonth',
            constraint=models.UniqueConstraint(fields=('notice', 'month'), name='notice_month_once'),
        ),
        migrations.AddConstraint(
            model_name='paymentplan',
            constraint=models.UniqueConstraint(fields=('fund', 'number'), name='payment_plan_number_once'),
        ),
        migrations.AddConstraint(
            model_name='planinstalment',
            constraint=models.UniqueConstraint(fields=('plan', 'rank'), name='plan_instalment_once'),
        ),
        migrations.AddConstraint(
            model_name='planinstalment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='plan_instalment_of_something'),
        ),
        migrations.AddIndex(
            model_name='recoveryrule',
            index=models.Index(fields=['act'], name='recovery_rule_act'),
        ),
        migrations.AddConstraint(
            model_name='standingcertificate',
            constraint=models.UniqueConstraint(fields=('fund', 'number'), name='certificate_number_once'),
        ),
        migrations.AddConstraint(
            model_name='standingcertificate',
            constraint=models.UniqueConstraint(condition=models.Q(('code', ''), _negated=True), fields=('fund', 'code'), name='certificate_code_once'),
        ),
        migrations.AddConstraint(
            model_name='standingcertificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', ''), ('valid_until__isnull', True)), models.Q(('reasons', []), ('valid_until__isnull', False), models.Q(('code', ''), _negated=True)), _connector='OR'), name='certificate_given_or_refused'),
        ),
    )
