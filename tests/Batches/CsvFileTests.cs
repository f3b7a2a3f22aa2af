using System.Text;
using BalanceNotifications.Accounts;

namespace BalanceNotifications.Batches;

public sealed class CsvFileTests
{
    private const string Header = "account,statement_id,statement_date,due_date,amount_due";

    private static readonly RequestOrigin Origin =
        new("desk", new DateTimeOffset(2026, 11, 23, 18, 0, 0, TimeSpan.Zero), Guid.CreateVersion7());

    [Fact]
    public async Task A_row_of_the_five_columns_leaves_the_account_alone()
    {
        var row = Assert.Single(await ReadAsync($"{Header}\n100234,S-1,2026-11-23,2026-12-14,120.00\n"));

        Assert.Null(row.Fault);
        Assert.Equal("100234", row.Account);
        var statement = Database.FromJson<PostStatement>(row.Body!);
        Assert.Equal((Money.From(120), Origin.Batch, null), (statement.AmountDue, statement.Batch, statement.Account));
    }

    [Fact]
    public async Task A_present_column_sets_its_member_even_when_the_cell_is_empty()
    {
        var row = Assert.Single(await ReadAsync(
            $"{Header},first_name,email,text_switch\n100234,S-1,2026-11-23,2026-12-14,120,Ann,,\n"));

        var account = Database.FromJson<PostStatement>(row.Body!).Account!;
        Assert.Equal(AccountFields.FirstName | AccountFields.Email, account.Fields);
        Assert.Equal(("Ann", null), (account.Details.FirstName, account.Details.Email));
        Assert.Null(account.Switches.Text);
    }

    [Fact]
    public async Task Card_consent_and_switches_come_from_their_columns()
    {
        var row = Assert.Single(await ReadAsync(
            $"{Header},card_brand,card_last4,text_switch,consent_source,consent_at,consent_wording\n"
            + "100234,S-1,2026-11-23,2026-12-14,120,visa,4242,optedIn,intake form,2026-01-05T10:00:00-06:00,\"Yes, texts\"\n"));

        var account = Database.FromJson<PostStatement>(row.Body!).Account!;
        Assert.Equal(new CardOnFile("visa", "4242", null), account.Details.Card);
        Assert.Equal(SwitchState.OptedIn, account.Switches.Text);
        Assert.Equal(("intake form", "Yes, texts"), (account.Consent!.Source, account.Consent.Wording));
    }

    [Theory]
    [InlineData("100234,S-1,23.11.2026,2026-12-14,120", "statement_date", "23.11.2026", "date")]
    [InlineData("100234,S-1,2026-11-23,2026-12-14,\"1,200\"", "amount_due", "1,200", "amount")]
    [InlineData("100 234,S-1,2026-11-23,2026-12-14,120", "account", "100 234", "A-Z")]
    [InlineData("100234,,2026-11-23,2026-12-14,120", "statement_id", null, "required")]
    [InlineData("100234,S-1,2026-11-23,2026-11-22,120", "due_date", "2026-11-22", "before")]
    [InlineData("100234,S-1,2026-11-23", "account", "100234", "cells")]
    [InlineData("100234,S\"1,2026-11-23,2026-12-14,120", "account", "100234", "quote")]
    public async Task A_malformed_row_says_column_value_and_reason_and_the_others_go_on(
        string line, string column, string? value, string word)
    {
        var rows = await ReadAsync($"{Header}\n{line}\n100235,S-2,2026-11-23,2026-12-14,80\n");

        Assert.Equal((column, value), (rows[0].Fault!.Column, rows[0].Fault!.Value));
        Assert.Contains(word, rows[0].Fault!.Reason, StringComparison.Ordinal);
        Assert.Null(rows[0].Body);
        Assert.Null(rows[1].Fault);
        Assert.Equal(2, rows[1].Row);
    }

    [Fact]
    public async Task Further_faults_of_a_row_are_named_with_their_columns()
    {
        var row = Assert.Single(await ReadAsync($"{Header}\n100234,S 1,soon,2026-12-14,1.234\n"));

        Assert.Equal("statement_id", row.Fault!.Column);
        Assert.Contains("statement_date: Is not a date", row.Fault.Reason, StringComparison.Ordinal);
        Assert.Contains("amount_due: ", row.Fault.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("account,statement_id,statement_date,amount_due\n", "due_date")]
    [InlineData(Header + ",diagnosis\n", "diagnosis")]
    [InlineData(Header + ",email,email\n", "email")]
    [InlineData("account,statement_id\n", "statement_date,due_date,amount_due")]
    public async Task A_header_that_is_not_one_breaks_the_file_and_names_the_columns(string text, string columns)
    {
        var broken = await Assert.ThrowsAsync<BrokenFileException>(() => ReadAsync(text));

        Assert.Equal(columns.Split(','), broken.Errors.Select(error => error.Field));
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_breaks_the_file() => await Assert.ThrowsAsync<BrokenFileException>(
        () => ReadAsync(Encoding.Latin1.GetBytes($"{Header},last_name\n100234,S-1,2026-11-23,2026-12-14,120,Núñez\n")));

    [Fact]
    public async Task A_byte_order_mark_and_CRLF_are_no_obstacle()
    {
        byte[] body = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($"{Header}\r\n100234,S-1,2026-11-23,2026-12-14,120\r\n")];

        Assert.Null(Assert.Single(await ReadAsync(body)).Fault);
    }

    [Fact]
    public async Task Accounts_and_postings_have_columns_of_their_own()
    {
        var account = Assert.Single(await ReadAsync(
            "account,last_name,balance,balance_as_of\n100234,Lee,120.00,2026-11-22T18:00:00-06:00\n", BatchKind.Accounts));
        var posting = Assert.Single(await ReadAsync(
            "account,posting_id,type,amount,at,reverses\n100234,P-2,reversal,,2026-11-23T09:00:00Z,P-1\n",
            BatchKind.Postings));

        Assert.Equal(Money.From(120), Database.FromJson<SaveAccount>(account.Body!).Balance!.Balance);
        Assert.Equal("P-1", Database.FromJson<PostPosting>(posting.Body!).Reverses);
    }

    private static Task<List<IntakeRow>> ReadAsync(string text, BatchKind kind = BatchKind.Cycle) =>
        ReadAsync(Encoding.UTF8.GetBytes(text), kind);

    private static async Task<List<IntakeRow>> ReadAsync(byte[] body, BatchKind kind = BatchKind.Cycle)
    {
        var rows = new List<IntakeRow>();
        await foreach (var row in new CsvFile(new MemoryStream(body), kind, 7, [1, 2, 3], Origin).ReadAsync(default))
        {
            rows.Add(row);
        }

        return rows;
    }
}
