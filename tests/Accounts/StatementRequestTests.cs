using System.Text.Json;
using BalanceNotifications.Errors;
using BalanceNotifications.Json;

namespace BalanceNotifications.Accounts;

public sealed class StatementRequestTests
{
    private static readonly RequestOrigin Origin =
        new("desk", new DateTimeOffset(2026, 11, 23, 18, 0, 0, TimeSpan.Zero));

    private static readonly PostStatementRequest Right = new(
        "S-881", null, new(2026, 11, 23), new(2026, 12, 14), 120.00m, 120.00m);

    [Fact]
    public void A_right_statement_becomes_the_grains_command()
    {
        var (statement, fields) = Read(Right);

        Assert.Empty(fields);
        Assert.Equal(StatementKind.Statement, statement.Kind);
        Assert.Equal(Money.From(120), statement.Balance.Balance);
        Assert.Equal("desk", statement.Actor);
    }

    [Fact]
    public void Without_a_current_balance_the_amount_due_is_the_balance() =>
        Assert.Equal(Money.From(120), Read(Right with { CurrentBalance = null }).Statement.Balance.Balance);

    [Fact]
    public void Every_offending_field_is_named_at_once() => Assert.Equal(
        ["statementDate", "dueDate", "amountDue", "statementId", "currentBalance"],
        Read(new PostStatementRequest("S 881", null, new(2025, 1, 1), null, 1.234m, 0.001m)).Fields);

    [Theory]
    [InlineData("dueDate", "2026-11-22")]
    [InlineData("dueDate", "2029-01-01")]
    [InlineData("statementDate", "2025-10-18")]
    [InlineData("cardChargeDate", "2025-10-18")]
    public void A_date_out_of_reach_is_refused(string field, string date)
    {
        var day = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);
        var request = field switch
        {
            "dueDate" => Right with { DueDate = day },
            "statementDate" => Right with { StatementDate = day },
            _ => Right with { CardChargeDate = day },
        };

        Assert.Equal([field], Read(request).Fields);
    }

    [Theory]
    [InlineData("2025-10-18", true)]
    [InlineData("2025-10-19", false)]
    public void More_than_400_days_back_is_too_old(string date, bool tooOld)
    {
        var day = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(tooOld, (Right with { StatementDate = day }).IsTooOld(Origin));
    }

    [Fact]
    public void A_snapshot_from_the_future_is_refused() => Assert.Equal(
        ["balanceAsOf"], Read(Right with { BalanceAsOf = Origin.Now.AddDays(2) }).Fields);

    [Fact]
    public void A_negative_amount_due_is_refused_but_a_credit_balance_is_not() => Assert.Equal(
        ["amountDue"], Read(Right with { AmountDue = -1, CurrentBalance = -5 }).Fields);

    [Theory]
    [InlineData("""{"statementId":"S-881","statementDate":"2026-11-23","dueDate":"2026-12-14","amountDue":120.00,"currentBalance":120}""")]
    [InlineData("""{ "amountDue" : 120.0, "dueDate":"2026-12-14", "statementDate":"2026-11-23", "profile":null, "kind":"statement", "statementId":"S-881" }""")]
    public void White_space_order_and_defaults_do_not_change_the_hash(string body)
    {
        var request = JsonSerializer.Deserialize<PostStatementRequest>(
            body, StrictJson.Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web)))!;

        Assert.Equal(Read(Right).Statement.BodyHash, Read(request).Statement.BodyHash);
    }

    [Fact]
    public void Another_amount_is_another_body_and_another_caller_is_not()
    {
        var hash = Read(Right).Statement.BodyHash;

        Assert.NotEqual(hash, Read(Right with { AmountDue = 121 }).Statement.BodyHash);
        Assert.Equal(hash, Right.Read(
            new FieldChecks(), Origin with { Actor = "night job", Batch = Guid.CreateVersion7() }).BodyHash);
    }

    [Fact]
    public void A_row_that_waits_came_when_it_was_uploaded_and_a_request_comes_when_it_is_taken()
    {
        var row = Right.Read(new FieldChecks(), Origin with { Batch = Guid.CreateVersion7() });

        Assert.Equal((Origin.Now, null), (row.Balance.ReceivedAt, Read(Right).Statement.Balance.ReceivedAt));
    }

    private static (PostStatement Statement, IEnumerable<string> Fields) Read(PostStatementRequest request)
    {
        var checks = new FieldChecks();
        return (request.Read(checks, Origin), checks.Errors.Select(error => error.Field));
    }
}
