using BalanceNotifications.Errors;

namespace BalanceNotifications.Accounts;

public sealed class AccountRequestTests
{
    private static readonly RequestOrigin Origin =
        new("desk", new DateTimeOffset(2026, 11, 23, 18, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_phone_number_is_kept_in_one_form()
    {
        var account = new SaveAccountRequest(Phone: "(312) 555-0123")
            .Read(new FieldChecks(), "100234", AccountFields.All, Origin);

        Assert.Equal("+13125550123", account.Details.Phone);
        Assert.Null(account.Balance);
    }

    [Fact]
    public void Every_offending_field_of_an_account_is_named_at_once()
    {
        var checks = new FieldChecks();
        new SaveAccountRequest(
            Email: "nobody",
            Phone: "12",
            Address: new("Illinois", "606"),
            TimeZone: "Mars/Olympus",
            Balance: 1.234m,
            Switches: new(Email: SwitchState.ErroredOut),
            Consent: new(Origin.Now.AddDays(3)),
            CardOnFile: new("visa", "4242424242424242")).Read(checks, "no number", AccountFields.All, Origin);

        Assert.Equal(
            [
                "account", "address.postalCode", "address.state", "balance", "cardOnFile.last4", "consent.at",
                "consent.source", "email", "phone", "switches.email", "timeZone",
            ],
            checks.Errors.Select(error => error.Field).Order(StringComparer.Ordinal));
    }

    [Theory]
    [Trait("Rule", "V65")]
    [InlineData(null, null, "paymentPlan.amount paymentPlan.mode")]
    [InlineData(0.0, PaymentPlanMode.Hold, "paymentPlan.amount")]
    [InlineData(10.005, PaymentPlanMode.Send, "paymentPlan.amount")]
    [InlineData(10.0, PaymentPlanMode.Send, "")]
    public void A_payment_plan_covers_an_amount_in_a_mode(double? amount, PaymentPlanMode? mode, string fields)
    {
        var checks = new FieldChecks();
        new SaveAccountRequest(PaymentPlan: new((decimal?)amount, mode))
            .Read(checks, "100234", AccountFields.All, Origin);

        Assert.Equal(fields, string.Join(' ', checks.Errors.Select(error => error.Field).Distinct()));
    }

    [Fact]
    public void A_balance_that_waits_in_a_batch_came_when_it_was_uploaded()
    {
        DateTimeOffset? ReceivedAt(RequestOrigin origin) => new SaveAccountRequest(Balance: 10)
            .Read(new FieldChecks(), "100234", AccountFields.All, origin).Balance!.ReceivedAt;

        Assert.Equal(Origin.Now, ReceivedAt(Origin with { Batch = Guid.CreateVersion7() }));
        Assert.Null(ReceivedAt(Origin)); // the moment its account takes it
    }

    [Fact]
    public void Details_that_wait_in_a_batch_came_when_they_were_uploaded()
    {
        DateTimeOffset? ReceivedAt(RequestOrigin origin) => new SaveAccountRequest()
            .Read(new FieldChecks(), "100234", AccountFields.All, origin).ReceivedAt;

        Assert.Equal(Origin.Now, ReceivedAt(Origin with { Batch = Guid.CreateVersion7() }));
        Assert.Null(ReceivedAt(Origin));
    }

    [Fact]
    public void A_switch_needs_its_state_and_is_never_set_to_errored_out()
    {
        var checks = new FieldChecks();
        var changes = new SetSwitchesRequest(Text: new(), Voice: new(SwitchState.ErroredOut)).Read(checks, Origin);

        Assert.Equal(["text.state", "voice.state"], checks.Errors.Select(error => error.Field));
        Assert.Equal([SwitchKind.Text, SwitchKind.Voice], changes.Select(change => change.Switch));
    }

    [Fact]
    public void A_hold_that_has_ended_already_is_refused()
    {
        var checks = new FieldChecks();
        new PlaceHoldRequest(HoldReason.Dispute, Origin.Now).Read(checks, Origin);

        Assert.Equal(["until"], checks.Errors.Select(error => error.Field));
    }
}
